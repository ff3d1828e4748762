using System.Globalization;
using Steerlens.EndToEnd.Tests.Films;
using Steerlens.EndToEnd.Tests.Running;
using Steerlens.Pipeline;
using Steerlens.Pipeline.Video;

namespace Steerlens.EndToEnd.Tests;

/// <summary>Films, sidecars and maps go where they were asked for.</summary>
public sealed class OutputTests : IDisposable
{
    private const int Frames = 30;

    private readonly TemporaryFolder _folder = new();

    private string From => _folder["from.mp4"];

    private string To => _folder["to.mp4"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("to.csv")]
    [InlineData("to.jsonl")]
    public async Task Sidecar_File_HasOneLineForEachFrame(string name)
    {
        await MakeAsync();

        await SteerlensProgram.AnnotateAsync(From, To, "--sidecar", _folder[name]);

        await Sidecar.IsOfAsync(From, _folder[name]);
    }

    [Fact]
    public async Task Sidecar_StandardOutput_HasNothingBesideIt()
    {
        await MakeAsync();

        var run = await SteerlensProgram.AnnotateAsync(From, To, "--sidecar", "-");

        Assert.Equal(await Film.FrameTimesAsync(From), Sidecar.OfJson(run.Text).Select(line => line.Time));
    }

    [Fact]
    public async Task Film_StandardOutput_PlaysFromAPipe()
    {
        await MakeAsync();

        var run = await SteerlensProgram.RunAsync("annotate", From, "-o", "-", "--map", "gradcam", "--preset", "ultrafast");

        Assert.Equal((int)ExitCode.Success, run.ExitCode);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{Frames} frames"), run.Error, StringComparison.Ordinal);
        var tools = await FfmpegTools.FindAsync();
        var probe = await ToolRun.OfAsync(tools.Ffprobe, ["-v", "error", "-count_frames", "-show_entries", "stream=codec_name,nb_read_frames", "-of", "csv=p=0", "-i", "-"], run.Output);
        Assert.Equal(("", $"h264,{Frames}\naac,"), (probe.Error, probe.Text[..(probe.Text.IndexOf("aac,", StringComparison.Ordinal) + 4)]));
        await File.WriteAllBytesAsync(_folder["piped.mkv"], run.Output);
        await Film.PlaysAsync(_folder["piped.mkv"]);
    }

    [NumPyFact]
    public async Task Maps_Folder_HasOneReadableArrayForEachFrame()
    {
        await MakeAsync();

        await SteerlensProgram.AnnotateAsync(From, To, "--sizes", "50", "--window-stride", "25", "--maps", _folder["maps"]);

        var program = """
            import glob, sys, numpy
            maps = [numpy.load(name) for name in sorted(glob.glob(sys.argv[1] + '/*'))]
            print(len(maps), maps[0].dtype, *{array.shape for array in maps}, all(numpy.isfinite(array).all() for array in maps), len({array.tobytes() for array in maps}) > 1)
            """;
        var run = await NumPy.RunAsync(program, _folder["maps"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal($"{Frames} float32 (66, 200) True True", run.Text.Trim());
        Assert.Equal(string.Join(' ', Enumerable.Range(0, Frames).Select(index => $"{index:D6}.npy")), Names(_folder["maps"]));
    }

    [Theory]
    [InlineData("blend", 320, 180)]
    [InlineData("focus", 320, 180)]
    [InlineData("side-by-side", 640, 180)]
    [InlineData("pip", 320, 180)]
    public async Task Layout_Each_HasItsSizeAndEveryFrame(string layout, int width, int height)
    {
        await MakeAsync();

        await SteerlensProgram.AnnotateAsync(From, To, "--layout", layout);

        Assert.Equal((width, height), await Film.SizeAsync(To));
        await Film.SameTimesAsync(From, To);
        await Film.SameSoundAsync(From, To);
        await Film.PlaysAsync(To);
    }

    [Fact]
    public async Task Layout_Overlay_IsTransparentButForWhatIsDrawn()
    {
        await MakeAsync();
        var film = _folder["to.mov"];

        await SteerlensProgram.AnnotateAsync(From, film, "--layout", "overlay");

        Assert.Equal((320, 180), await Film.SizeAsync(film));
        Assert.StartsWith("yuva", await Film.FactAsync(film, "V:0", "stream=pix_fmt"), StringComparison.Ordinal);
        await Film.SameTimesAsync(From, film);
        var alpha = (await Ffmpeg.RunAsync("-i", film, "-map", "0:V:0", "-vf", "alphaextract,format=gray", "-fps_mode", "passthrough", "-f", "rawvideo", "-")).Output;
        Assert.Equal(320 * 180 * Frames, alpha.Length);
        Assert.Contains(alpha, value => value < 4);
        Assert.Contains(alpha, value => value > 200);
        Assert.InRange(alpha.Average(value => value), 1, 200);
    }

    [Fact]
    public async Task Layout_OverlayIntoMp4_IsRefused()
    {
        await MakeAsync();

        var run = await SteerlensProgram.RunAsync("annotate", From, "-o", To, "--layout", "overlay");

        Assert.Equal((int)ExitCode.Usage, run.ExitCode);
        Assert.Contains(".mov", run.Error, StringComparison.Ordinal);
        Assert.Equal(["from.mp4"], _folder.Names);
    }

    [Fact]
    public async Task Sources_SeveralWithOneBad_DoesTheOthers()
    {
        await MakeAsync();
        await Ffmpeg.MakeAsync(_folder["third.mp4"], "320x180", "25", 0.4);
        await File.WriteAllTextAsync(_folder["second.mp4"], "this is no film\n");

        var run = await SteerlensProgram.RunAsync(
            "annotate", From, _folder["second.mp4"], _folder["third.mp4"], "-o", _folder["out/"], "--sidecar", _folder["out/"], "--map", "gradcam", "--preset", "ultrafast");

        Assert.Equal((int)ExitCode.SomeInputsFailed, run.ExitCode);
        Assert.Contains("second.mp4", run.Error, StringComparison.Ordinal);
        Assert.Contains("1 of 3 sources failed", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.Equal("from.annotated.mp4 from.jsonl third.annotated.mp4 third.jsonl", Names(_folder["out"]));
        await Film.SameTimesAsync(From, _folder["out/from.annotated.mp4"]);
        await Film.SameTimesAsync(_folder["third.mp4"], _folder["out/third.annotated.mp4"]);
        await Sidecar.IsOfAsync(_folder["third.mp4"], _folder["out/third.jsonl"]);
    }

    [Fact]
    public async Task Output_NotNamed_LiesBesideTheSourceAndIsNotReplacedUnasked()
    {
        await MakeAsync();
        string[] arguments = ["annotate", From, "--map", "gradcam", "--preset", "ultrafast"];

        var first = await SteerlensProgram.RunAsync(arguments);
        var written = await File.ReadAllBytesAsync(_folder["from.annotated.mp4"]);
        var second = await SteerlensProgram.RunAsync([.. arguments, "--no-hud"]);

        Assert.Equal(((int)ExitCode.Success, (int)ExitCode.OutputUnwritable), (first.ExitCode, second.ExitCode));
        Assert.Contains("-y", second.Error, StringComparison.Ordinal);
        Assert.Equal(written, await File.ReadAllBytesAsync(_folder["from.annotated.mp4"]));
        Assert.Equal((int)ExitCode.Success, (await SteerlensProgram.RunAsync([.. arguments, "--no-hud", "-y"])).ExitCode);
        Assert.NotEqual(written, await File.ReadAllBytesAsync(_folder["from.annotated.mp4"]));
        Assert.Equal(["from.annotated.mp4", "from.mp4"], _folder.Names);
    }

    private static string Names(string folder) => string.Join(' ', Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));

    private Task MakeAsync() => Ffmpeg.MakeAsync(From, "320x180", "30", 1);
}
