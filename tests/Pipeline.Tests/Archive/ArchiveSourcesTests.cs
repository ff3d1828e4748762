using Steerlens.Pipeline.Archive;
using Steerlens.Pipeline.Tests.Video;

namespace Steerlens.Pipeline.Tests.Archive;

/// <summary>Which films an archive's sources mean, and how they are called.</summary>
public sealed class ArchiveSourcesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _notes = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_Glob_KeepsPathsBelowItsFirstWildcard()
    {
        Make("archive/june/a.mp4", "archive/june/day/b.mp4", "archive/c.mp4", "archive/june/a.annotated.mp4", "archive/.hidden/d.mp4");

        var sources = ArchiveSources.Of([Path.Combine(_folder.Path, "archive/**/*.mp4")], _notes.Add);

        Assert.Equal(["c.mp4", "june/a.mp4", "june/day/b.mp4"], sources.Select(source => source.Name).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public void Of_Folder_FindsTheFilmsInItAndBelow()
    {
        Make("archive/a.mp4", "archive/sub/b.MKV", "archive/sub/notes.txt");

        var sources = ArchiveSources.Of([Path.Combine(_folder.Path, "archive")], _notes.Add);

        Assert.Equal(["a.mp4", "sub/b.MKV"], sources.Select(source => source.Name).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public void Of_FolderOfPictures_IsOneFilm()
    {
        Make("drive/1.png", "drive/2.png");

        var source = Assert.Single(ArchiveSources.Of([Path.Combine(_folder.Path, "drive")], _notes.Add));

        Assert.Equal("drive", source.Name);
    }

    [Fact]
    public void Of_FilesOneByOne_KeepPathsBelowTheirCommonFolder()
    {
        Make("x/one/drive.mp4", "x/two/drive.mp4");

        var sources = ArchiveSources.Of([Path.Combine(_folder.Path, "x/one/drive.mp4"), Path.Combine(_folder.Path, "x/two/drive.mp4")], _notes.Add);

        Assert.Equal(["one/drive.mp4", "two/drive.mp4"], sources.Select(source => source.Name), StringComparer.Ordinal);
    }

    [Fact]
    public void Of_SeveralFolders_KeepsPathsBelowTheirCommonFolder()
    {
        Make("trips/june/a.mp4", "trips/july/a.mp4", "trips/july/day/b.mp4");

        Assert.Equal(["july/a.mp4", "july/day/b.mp4", "june/a.mp4"], NamesOf("trips/june", "trips/july"), StringComparer.Ordinal);
    }

    [Fact]
    public void Of_EndingInCapitals_IsMatched()
    {
        Make("archive/a.MP4", "archive/b.mp4", "archive/c.Mp4", "archive/d.mkv");

        Assert.Equal(["a.MP4", "b.mp4", "c.Mp4"], NamesOf("archive/**/*.mp4"), StringComparer.Ordinal);
    }

    [Fact]
    public void Of_OneFilmByManySpellings_IsOne()
    {
        Make("archive/june/a.mp4", "archive/b.mp4");

        Assert.Equal(
            ["archive/b.mp4", "archive/june/a.mp4"],
            NamesOf("archive/june/../june/a.mp4", "./archive", "archive/june/a.mp4", "archive/**/*.mp4", "archive/*.mp4").Select(name => name.StartsWith("archive/", StringComparison.Ordinal) ? name : "archive/" + name),
            StringComparer.Ordinal);
    }

    [Fact]
    public void Of_LinksInCircles_FindsEachFilmOnceByItsOwnName()
    {
        Make("around/beside.mp4", "around/archive/june/b.mp4", "around/archive/c.mp4", "elsewhere/far.mp4");
        Link("around/archive/here", "around/archive");
        Link("around/archive/june/up", "around");
        Link("around/archive/a-link", "around/archive/june");
        Link("around/archive/elsewhere", "elsewhere");
        Link("around/archive/june/back", "elsewhere");
        Link("elsewhere/again", "around/archive/june");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "around/archive/a.mp4"), Path.Combine(_folder.Path, "around/archive/june/b.mp4"));

        foreach (var source in (string[])["around/archive", "around/archive/**/*.mp4"])
            Assert.Equal(["c.mp4", "elsewhere/far.mp4", "june/b.mp4"], NamesOf(source), StringComparer.Ordinal);
    }

    [Fact]
    public void Of_LinkAlone_IsFollowed()
    {
        Make("elsewhere/day/far.mp4");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "archive"));
        Link("archive/disk", "elsewhere");

        Assert.Equal(["disk/day/far.mp4"], NamesOf("archive"), StringComparer.Ordinal);
        Assert.Equal(["day/far.mp4"], NamesOf("archive/disk/**/*.mp4"), StringComparer.Ordinal);
        Assert.Equal(["disk/day/far.mp4"], NamesOf("archive/*/day/*.mp4"), StringComparer.Ordinal);
    }

    [Fact]
    public void Of_NothingThere_KeepsANameThatSaysSo()
    {
        Make("archive/a.mp4", "archive/empty/notes.txt");

        Assert.Equal(["a.mp4", "empty", "empty/*.mp4", "gone.mp4"], NamesOf("archive/*.mp4", "archive/empty", "archive/empty/*.mp4", "archive/gone.mp4"), StringComparer.Ordinal);
    }

    [Fact]
    public void Of_FilmsAndPictures_TakesTheFilmsAndSaysSo()
    {
        Make("archive/a.mp4", "archive/thumbs/1.jpg", "archive/2.png");

        Assert.Equal(["a.mp4"], NamesOf("archive"), StringComparer.Ordinal);
        Assert.Contains("holds pictures, too", Assert.Single(_notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_FoldersOfPictures_AreOneFilmEach()
    {
        Make("archive/one/1.png", "archive/one/2.png", "archive/day/two/1.jpg", "archive/notes.txt");

        Assert.Equal(["day/two", "one"], NamesOf("archive"), StringComparer.Ordinal);
        Assert.Empty(_notes);
    }

    [Theory]
    [InlineData("drive")]
    [InlineData("drive/")]
    public void Of_FolderOfPicturesWithOthersBelow_IsOneFilm(string source)
    {
        Make("drive/1.png", "drive/2.png", "drive/thumbs/1.png");

        Assert.Equal(["drive"], NamesOf(source), StringComparer.Ordinal);
    }

    [Fact]
    public void Of_RoadThatThereIsNot_IsRefused() => Assert.Equal(ExitCode.Usage, Assert.Throws<SteerlensException>(() => ArchiveSources.Of(["scene:moon"], _notes.Add)).ExitCode);

    private IEnumerable<string> NamesOf(params string[] sources) =>
        ArchiveSources.Of(sources.Select(source => _folder.Path + Path.DirectorySeparatorChar + source), _notes.Add).Select(source => source.Name).Order(StringComparer.Ordinal);

    private void Link(string name, string target) => Directory.CreateSymbolicLink(Path.Combine(_folder.Path, name), Path.Combine(_folder.Path, target));

    private void Make(params string[] names)
    {
        foreach (var name in names)
        {
            var path = Path.Combine(_folder.Path, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, name);
        }
    }
}
