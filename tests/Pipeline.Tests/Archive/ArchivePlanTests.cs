using Steerlens.Pipeline.Archive;
using Steerlens.Pipeline.Archive.Joining;
using Steerlens.Pipeline.Commands;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Tests.Video;

namespace Steerlens.Pipeline.Tests.Archive;

public sealed class ArchivePlanTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OfArchive_Glob_KeepsPathsBelowItsFirstWildcard()
    {
        Make("archive/june/a.mp4", "archive/june/day/b.mp4", "archive/c.mp4", "archive/june/a.annotated.mp4", "archive/.hidden/d.mp4");

        var sources = SourceList.OfArchive([Path.Combine(_folder.Path, "archive/**/*.mp4")]);

        Assert.Equal(["c.mp4", "june/a.mp4", "june/day/b.mp4"], sources.Select(source => source.Name).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public void OfArchive_Folder_FindsTheFilmsInItAndBelow()
    {
        Make("archive/a.mp4", "archive/sub/b.MKV", "archive/sub/notes.txt");

        var sources = SourceList.OfArchive([Path.Combine(_folder.Path, "archive")]);

        Assert.Equal(["a.mp4", "sub/b.MKV"], sources.Select(source => source.Name).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public void OfArchive_FolderOfPictures_IsOneFilm()
    {
        Make("drive/1.png", "drive/2.png");

        var source = Assert.Single(SourceList.OfArchive([Path.Combine(_folder.Path, "drive")]));

        Assert.Equal("drive", source.Name);
    }

    [Fact]
    public void OfArchive_FilesOneByOne_KeepPathsBelowTheirCommonFolder()
    {
        Make("x/one/drive.mp4", "x/two/drive.mp4");

        var sources = SourceList.OfArchive([Path.Combine(_folder.Path, "x/one/drive.mp4"), Path.Combine(_folder.Path, "x/two/drive.mp4")]);

        Assert.Equal(["one/drive.mp4", "two/drive.mp4"], sources.Select(source => source.Name), StringComparer.Ordinal);
    }

    [Fact]
    public void Plan_SameNameWithOtherEndings_KeepsThemApart()
    {
        var plan = Plan("a.mp4", "a.mkv", "b.mp4");

        Assert.Equal(["a.mkv", "a.mp4", "b"], plan.Films.Select(film => film.Name), StringComparer.Ordinal);
        Assert.Equal(3, plan.Films.Select(plan.MarkerOf).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(3, plan.Films.Select(film => film.Id).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Plan_AnyNumberOfShards_HoldsEachFilmOnce()
    {
        var plan = Plan([.. Enumerable.Range(0, 23).Select(index => $"film{index}.mp4")]);

        for (var count = 1; count <= 9; count++)
        {
            var names = Enumerable.Range(1, count).SelectMany(number => plan.Of(new Shard(number, count))).Select(film => film.Name).Order(StringComparer.Ordinal);
            Assert.Equal(plan.Films.Select(film => film.Name).Order(StringComparer.Ordinal), names);
        }
    }

    [Theory]
    [InlineData("20230612_143000.mp4", "2023-06-12T14:30:00", 143000L)]
    [InlineData("2023_0612_143005_017F.MP4", "2023-06-12T14:30:05", 17L)]
    [InlineData("NO20230612-143000-000123.ts", "2023-06-12T14:30:00", 123L)]
    [InlineData("2023-06-12 14.30.00.mov", "2023-06-12T14:30:00", 0L)]
    [InlineData("GOPR0042.MP4", null, 42L)]
    [InlineData("drive.mp4", null, null)]
    [InlineData("20231399_996199.mp4", null, 996199L)]
    public void SegmentName_OfCameras_TellsStartAndNumber(string name, string? start, long? number)
    {
        var read = SegmentName.Of(name);

        Assert.Equal(start is null ? null : DateTime.Parse(start, System.Globalization.CultureInfo.InvariantCulture), read.Start);
        Assert.Equal(number, read.Number);
    }

    [Fact]
    public void SegmentName_TwoCameras_AreTwoSeries() =>
        Assert.NotEqual(SegmentName.Of("2023_0612_143005_017F.MP4").Series, SegmentName.Of("2023_0612_143005_017R.MP4").Series, StringComparer.Ordinal);

    private ArchivePlan Plan(params string[] names) =>
        new(names.Select(name => ArchivePlan.FilmOf(new ArchiveSource(Path.Combine(_folder.Path, name), name))), new ArchiveOptions(_folder.Path), Layout.Blend);

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
