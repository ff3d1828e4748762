using System.Text.Json;
using Steerlens.EndToEnd.Tests.Running;

namespace Steerlens.EndToEnd.Tests;

/// <summary>What people type by mistake, and machines that refuse: nothing is lost and one line says why.</summary>
public sealed class MisuseTests : IDisposable
{
    private static readonly Dictionary<string, string> Plain = new(StringComparer.Ordinal);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("-o", "road.png")]
    [InlineData("-o", "./road.png")]
    [InlineData("--map-file", "road.png")]
    [InlineData("--map-file", "seen.png")]
    public async Task Explain_OutputOverItsSourceOrNoMap_RefusedAndKept(string option, string path)
    {
        await MakePictureAsync();
        var before = await File.ReadAllBytesAsync(_folder["road.png"]);

        await RefusedAsync(2, path, "explain", "road.png", option, path, "-y");

        Assert.Equal(before, await File.ReadAllBytesAsync(_folder["road.png"]));
    }

    [LinuxFact]
    public async Task Annotate_NetworkIsAPipe_Refused()
    {
        BadInputFilms.MakePlain(_folder["drive.mp4"]);
        Assert.Equal(0, (await ToolRun.OfAsync("mkfifo", [_folder["pipe.onnx"]])).ExitCode);
        await RefusedAsync(4, "pipe or device", "annotate", "drive.mp4", "--network", "pipe.onnx");
    }

    [Fact]
    public async Task Annotate_NetworkWithSeveralOutputs_SaysWhichIsTaken()
    {
        BadInputFilms.MakePlain(_folder["drive.mp4"]);
        await File.WriteAllBytesAsync(_folder["many.onnx"], BadInputNetworks.Make(outputs: 3));
        string[] arguments = ["annotate", "drive.mp4", "--network", "many.onnx", "--sizes", "2", "--progress", "none", "-y"];

        var silent = await RunAsync([.. arguments, "--network-output", "2"]);
        var run = await RunAsync(arguments);

        Assert.Equal((0, 0), (silent.ExitCode, run.ExitCode));
        Assert.DoesNotContain("--network-output", silent.Error, StringComparison.Ordinal);
        Assert.Single(run.ErrorLines, line => line.Contains("'many.onnx' puts out 3 values; number 0", StringComparison.Ordinal) && line.Contains("--network-output", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Explain_ConvolutionOverTheWholeInput_SaysSo()
    {
        await MakePictureAsync();
        await File.WriteAllBytesAsync(_folder["whole.onnx"], BadInputNetworks.Make());
        await RefusedAsync(2, "whole input", "explain", "road.png", "--network", "whole.onnx", "--map", "gradcam");
    }

    [LinuxTheory]
    [InlineData(4, "annotate", "missing.mp4")]
    [InlineData(0, "explain", "road.png")]
    public async Task Run_StandardErrorIsFull_GoesOn(int exitCode, params string[] arguments)
    {
        await MakePictureAsync();
        Assert.Equal(exitCode, (await SteerlensProgram.RunRedirectedAsync(_folder.Path, "2>/dev/full", arguments)).ExitCode);
    }

    [LinuxTheory]
    [InlineData("--help")]
    [InlineData("probe", "road.png")]
    [InlineData("doctor", "--json")]
    [InlineData("explain", "road.png", "-o", "-")]
    public async Task Run_StandardOutputIsFull_UnwritableWithALine(params string[] arguments)
    {
        await MakePictureAsync();

        var run = await SteerlensProgram.RunRedirectedAsync(_folder.Path, ">/dev/full", arguments);

        Assert.Equal(5, run.ExitCode);
        Assert.StartsWith("steerlens: standard output can't be written", run.ErrorLines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected", run.Error, StringComparison.Ordinal);
    }

    [LinuxTheory]
    [InlineData("map.partial.npy", "explain", "road.png", "--map-file", "map.npy")]
    [InlineData("side.partial.csv", "annotate", "scene:highway?duration=0.2&size=64x64", "--map", "gradcam", "--sidecar", "side.csv")]
    [InlineData("truth.partial.csv", "render", "scene:highway?duration=0.2&size=64x64", "-o", "out.mp4", "--truth", "truth.csv", "--progress", "none")]
    public async Task Run_DiskIsFull_UnwritableAndNothingLeft(string partial, params string[] arguments)
    {
        await MakePictureAsync();

        // The file that grows stands for one on a full disk.
        File.CreateSymbolicLink(_folder[partial], "/dev/full");
        var run = await RunAsync(arguments);

        Assert.True(run.ExitCode == 5, run.Error);
        Assert.Contains("can't be written: No space left", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(["road.png"], _folder.Names);
    }

    [Theory]
    [InlineData("annotate", "drive.mp4")]
    [InlineData("doctor")]
    public async Task Run_UnknownVectors_RefusedWithThoseThatThereAre(params string[] arguments)
    {
        BadInputFilms.MakePlain(_folder["drive.mp4"]);

        var run = await SteerlensProgram.RunInAsync(_folder.Path, new Dictionary<string, string>(StringComparer.Ordinal) { ["STEERLENS_SIMD"] = "foo" }, arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("128", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(["drive.mp4"], _folder.Names);
    }

    [Fact]
    public async Task Annotate_MapsOfALongerRun_AreReplacedAltogether()
    {
        string[] arguments = ["annotate", "scene:highway?duration=0.4&size=160x90", "--map", "gradcam", "--maps", "maps", "-y", "--progress", "none"];
        Assert.Equal(0, (await RunAsync(arguments)).ExitCode);
        Assert.Equal(10, Directory.GetFiles(_folder["maps"]).Length);

        Assert.Equal(0, (await RunAsync([.. arguments, "--max-frames", "3"])).ExitCode);

        Assert.Equal(3, Directory.GetFiles(_folder["maps"]).Length);
    }

    [Fact]
    public async Task Annotate_PartOfARenderedRoad_HasThoseFramesOfTheWhole()
    {
        const string road = "scene:highway?duration=0.8&size=160x90";
        string[] arguments = ["annotate", road, "--map", "gradcam", "--progress", "none", "-y", "--sidecar", "-"];
        var whole = await RunAsync(arguments);

        var part = await RunAsync([.. arguments, "--start", "0.2", "--end", "0.6", "--stride", "4"]);

        Assert.Equal((0, 0), (whole.ExitCode, part.ExitCode));
        Assert.Equal([(5, "0"), (9, "0.16"), (13, "0.32")], Lines(part).Select(line => (line.Index, line.Time)));
        var truths = Lines(whole).ToDictionary(line => line.Index, line => line.TrueAngle);
        Assert.All(Lines(part), line => Assert.Equal(truths[line.Index], line.TrueAngle));

        static List<(int Index, string Time, double TrueAngle)> Lines(ToolRun run) =>
            [.. run.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
            {
                using var document = JsonDocument.Parse(line);
                var root = document.RootElement;
                Assert.Equal("rad", root.GetProperty("map").GetProperty("unit").GetString());
                return (root.GetProperty("index").GetInt32(), root.GetProperty("time").GetRawText(), root.GetProperty("true_angle_rad").GetDouble());
            })];
    }

    [Fact]
    public async Task Explain_Done_SaysAngleAndPlace()
    {
        await MakePictureAsync();

        var run = await RunAsync("explain", "road.png", "-o", "seen.png");

        Assert.Matches(@"^road\.png: angle [+-]?\d+\.\d deg( \((left|right)\))? -> seen\.png$", run.ErrorLines[^1]);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData(160, 90, true)]
    [InlineData(1280, 720, false)]
    public async Task Explain_SizeOfThePicture_SaysOnceWhatHasNoRoom(int width, int height, bool says)
    {
        await MakePictureAsync(width, height);

        var drawn = await RunAsync("explain", "road.png");
        var plain = await RunAsync("explain", "road.png", "-y", "--no-hud");

        Assert.Equal(says ? 1 : 0, drawn.ErrorLines.Count(line => line.Contains("no room for", StringComparison.Ordinal)));
        Assert.DoesNotContain("no room for", plain.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_DamagedPicture_IsCalledAPicture()
    {
        await File.WriteAllTextAsync(_folder["road.png"], "This is no picture.\n");

        var run = await RunAsync("explain", "road.png");

        Assert.Equal(4, run.ExitCode);
        Assert.StartsWith("steerlens: 'road.png' can't be read as a picture", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.DoesNotContain("film", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("probe", "drive.mp4")]
    [InlineData("doctor")]
    public async Task Report_Network_HasItsContract(params string[] arguments)
    {
        BadInputFilms.MakePlain(_folder["drive.mp4"]);
        await File.WriteAllBytesAsync(_folder["mine.onnx"], BadInputNetworks.Make());

        var run = await RunAsync([.. arguments, "--json", "--network", "mine.onnx", "--positive", "left"]);

        Assert.True(run.ExitCode == 0, run.Error);
        using var document = JsonDocument.Parse(run.Text);
        var network = document.RootElement.GetProperty("network");
        Assert.Equal(("mine.onnx", "4x4x3", "left"), (network.GetProperty("file").GetString(), network.GetProperty("input").GetString(), network.GetProperty("positive").GetString()));
        var assumed = network.GetProperty("assumed").EnumerateArray().Select(part => part.GetString()!).ToHashSet(StringComparer.Ordinal);
        Assert.Equal((true, false), (assumed.Contains("crop"), assumed.Contains("positive")));
    }

    [Fact]
    public async Task Annotate_PathThroughAFile_NamesTheFile()
    {
        await MakePictureAsync();
        BadInputFilms.MakePlain(_folder["drive.mp4"]);
        await RefusedAsync(5, "'road.png' is not a folder", "annotate", "drive.mp4", "-o", "road.png/out.mp4");
    }

    private Task MakePictureAsync(int width = 320, int height = 180) =>
        Films.Ffmpeg.RunAsync("-f", "lavfi", "-i", FormattableString.Invariant($"testsrc2=s={width}x{height}"), "-frames:v", "1", _folder["road.png"]);

    private Task<ToolRun> RunAsync(params string[] arguments) => SteerlensProgram.RunInAsync(_folder.Path, Plain, arguments);

    private async Task RefusedAsync(int exitCode, string reason, params string[] arguments)
    {
        var before = _folder.Names;
        var run = await RunAsync(arguments);

        Assert.True(run.ExitCode == exitCode, $"exit code {run.ExitCode}: {run.Error}");
        var line = Assert.Single(run.ErrorLines);
        Assert.StartsWith("steerlens: ", line, StringComparison.Ordinal);
        Assert.Contains(reason, line, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.Equal(before, _folder.Names);
    }
}
