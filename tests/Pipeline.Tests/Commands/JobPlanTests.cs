using Steerlens.Pipeline.Commands;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Compositing;

namespace Steerlens.Pipeline.Tests.Commands;

public sealed class JobPlanTests : IDisposable
{
    private readonly FileTree _files = new("drive.mp4", "trip/one.mov", "trip/two.mkv", "trip/one.annotated.mp4", "trip/deep/three.mp4", "trip/.hidden.mp4", "frames/1.png", "frames/2.png", "out/x");

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("scene:coast-road?seed=7&duration=3", "coast-road.annotated.mp4")]
    [InlineData("rtsp://camera/front.mp4", "front.annotated.mp4")]
    [InlineData("drive.with.dots.avi", "drive.with.dots.annotated.mp4")]
    public void Of_SourceWithoutPlace_NamesTheFilmInTheWorkingFolder(string source, string expected) =>
        Assert.Equal(expected, Plan([source], null)[0].Output);

    [Fact]
    public void Of_Overlay_NeedsAFilmWithAlpha() =>
        Assert.EndsWith(".annotated.mov", JobPlan.Of(new JobRequest([_files["drive.mp4"]], null), Layout.Overlay, _ => true)[0].Output, StringComparison.Ordinal);

    [Fact]
    public void Of_SourceFolderReadOnly_FallsBackToTheWorkingFolder() =>
        Assert.Equal("drive.annotated.mp4", JobPlan.Of(new JobRequest([_files["drive.mp4"]], null), Layout.Blend, _ => false)[0].Output);

    [Fact]
    public void Of_FolderOfImages_IsOneFilmBesideTheFolder()
    {
        Assert.Equal(_files["frames.annotated.mp4"], Plan([_files["frames"]], null)[0].Output);
        Assert.Equal(_files["frames.annotated.mp4"], Plan([_files["frames"] + "/"], null)[0].Output);
    }

    [Fact]
    public void Of_ExistingFolderOrTrailingSlash_PutsTheFilmInside()
    {
        Assert.Equal(_files["out/drive.annotated.mp4"], Plan([_files["drive.mp4"]], _files["out"])[0].Output);
        Assert.Equal(_files["new/drive.annotated.mp4"], Plan([_files["drive.mp4"]], _files["new/"])[0].Output);
    }

    [Fact]
    public void Of_SeveralSources_EachHasItsOwnOutputs()
    {
        var jobs = JobPlan.Of(
            new JobRequest([_files["trip/one.mov"], _files["trip/two.mkv"]], _files["new"], _files["side"], _files["maps"]), Layout.Blend, _ => true);

        Assert.Equal(
            [
                new AnnotateJob(_files["trip/one.mov"], _files["new/one.annotated.mp4"], _files["side/one.jsonl"], _files["maps/one"]),
                new AnnotateJob(_files["trip/two.mkv"], _files["new/two.annotated.mp4"], _files["side/two.jsonl"], _files["maps/two"]),
            ],
            jobs);
    }

    [Fact]
    public void Of_SameNameTwice_Refused() => Refused([_files["trip/one.mov"], _files["trip/deep/../one.mov"]], _files["new"]);

    [Fact]
    public void Of_SeveralSourcesIntoAFile_Refused() => Refused([_files["trip/one.mov"], _files["trip/two.mkv"]], _files["drive.mp4"]);

    [Fact]
    public void Expand_Glob_SortedWithoutHiddenFilesAndOwnOutputs() =>
        Assert.Equal([_files["trip/one.mov"], _files["trip/two.mkv"]], SourceList.Expand([_files["trip/*.m*"]]));

    [Fact]
    public void Expand_DoubleStar_GoesIntoAllFolders() =>
        Assert.Equal([_files["drive.mp4"], _files["trip/deep/three.mp4"]], SourceList.Expand([_files["**/*.mp4"]]));

    [Fact]
    public void Expand_QuestionMark_MatchesOneLetterOfAFolder() =>
        Assert.Equal([_files["trip/one.mov"]], SourceList.Expand([_files["tri?/o?e.mov"]]));

    [Fact]
    public void Expand_GlobOfPictures_StaysOneFilmNamedForTheFolder()
    {
        var glob = _files["frames/*.png"];
        Assert.Equal([glob], SourceList.Expand([glob]));
        Assert.Equal(_files["frames.annotated.mp4"], Plan([glob], null)[0].Output);
    }

    [Theory]
    [InlineData("nothing-*.mp4")]
    [InlineData("scene:coast-road?seed=1")]
    [InlineData("http://host/film?x=*")]
    public void Expand_NoMatchOrAnAddress_StaysAsItIs(string source) => Assert.Equal([source], SourceList.Expand([source]));

    [Fact]
    public void Expand_FileWithAStarInItsName_IsNoGlob()
    {
        if (OperatingSystem.IsWindows()) return;
        var path = _files["we*ird.mp4"];
        File.WriteAllText(path, "");
        File.WriteAllText(_files["weXird.mp4"], "");
        Assert.Equal([path], SourceList.Expand([path]));
    }

    private static IReadOnlyList<AnnotateJob> Plan(string[] sources, string? output) =>
        JobPlan.Of(new JobRequest(sources, output), Layout.Blend, _ => true);

    private static void Refused(string[] sources, string output) =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<SteerlensException>(() => Plan(sources, output)).ExitCode);
}
