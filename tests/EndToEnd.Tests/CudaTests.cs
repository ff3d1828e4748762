using Steerlens.EndToEnd.Tests.Films;
using Steerlens.EndToEnd.Tests.Running;
using Steerlens.Pipeline;

namespace Steerlens.EndToEnd.Tests;

/// <summary>The program with a CUDA device: an emulated one, behind the driver's own interface.</summary>
public sealed class CudaTests : IDisposable
{
    private const string Road = "scene:coast-road";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [EmulatedDriverTheory]
    [InlineData("old", "too old: it is for CUDA 10.2")]
    [InlineData("none", "finds no NVIDIA device")]
    [InlineData("weak", "compute capability 7.0, and 7.5")]
    [InlineData("small", "out of memory (cuMemAlloc)")]
    public async Task Annotate_CudaThatCannotBe_FailsWithTheReason(string fault, string reason)
    {
        var run = await AnnotateAsync(fault, "--device", "cuda");

        Assert.Equal((int)ExitCode.BackEndUnavailable, run.ExitCode);
        Assert.StartsWith("steerlens: --device cuda: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.Empty(_folder.Names);
    }

    [EmulatedDriverTheory]
    [InlineData("none", "finds no NVIDIA device")]
    [InlineData("weak", "compute capability 7.0")]
    public async Task Annotate_AutoThatCannotBe_SaysSoOnceAndRunsOnTheProcessor(string fault, string reason)
    {
        var run = await AnnotateAsync(fault, "--map", "gradcam");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Single(run.Error.Split('\n'), line => line.Contains("no CUDA device is used", StringComparison.Ordinal) && line.Contains(reason, StringComparison.Ordinal));
    }

    [EmulatedDriverFact]
    public async Task Annotate_AutoWithADevice_SaysWhichAndFindsTheProcessorsMaps()
    {
        var run = await AnnotateAsync("", "--window-stride", "12", "--maps", _folder["cuda"]);
        var processor = await AnnotateAsync("", "--window-stride", "12", "--maps", _folder["cpu"], "--device", "cpu", "-y");

        Assert.True(run.ExitCode == 0 && processor.ExitCode == 0, run.Error + processor.Error);
        Assert.Contains("runs on cuda, Emulated device", run.Error, StringComparison.Ordinal);
        AssertSameMaps(frames: 1);
    }

    [EmulatedDriverFact]
    public async Task Annotate_DeviceLostMidFilm_IsSaidOnceAndTheFilmIsWhole()
    {
        // The self-check takes some thirty launches, a frame with a gradient some twenty.
        var run = await AnnotateAsync("lost:60", "--device", "cuda", "--map", "gradcam", "--maps", _folder["cuda"], "--max-frames", "4");
        var processor = await AnnotateAsync("", "--device", "cpu", "--map", "gradcam", "--maps", _folder["cpu"], "--max-frames", "4", "-y");

        Assert.True(run.ExitCode == 0 && processor.ExitCode == 0, run.Error + processor.Error);
        Assert.Single(run.Error.Split('\n'), line => line.Contains("the CUDA device failed", StringComparison.Ordinal));
        Assert.Contains("719", run.Error, StringComparison.Ordinal);
        AssertSameMaps(frames: 4);
    }

    [EmulatedDriverTheory]
    [InlineData("blend", 0)]
    [InlineData("focus", 0)]
    [InlineData("side-by-side", 0)]
    [InlineData("blend", 90)]
    public async Task Annotate_DrawnOnTheDevice_IsTheProcessorsFilm(string layout, int lostAt)
    {
        string[] wanted = ["--map", "gradcam", "--layout", layout, "--max-frames", "4", "--encoder", "libx264", "--crf", "0", "-y"];
        var run = await AnnotateAsync(lostAt > 0 ? $"lost:{lostAt}" : "", ["--device", "cuda", .. wanted], "scene:coast-road?size=320x180");
        var device = await PictureBytesAsync();
        var processor = await AnnotateAsync("", ["--device", "cpu", .. wanted], "scene:coast-road?size=320x180");
        var expected = await PictureBytesAsync();

        Assert.True(run.ExitCode == 0 && processor.ExitCode == 0, run.Error + processor.Error);
        Assert.Equal(expected.Length, device.Length);
        Assert.Equal(4 * 320 * 180 * 3 / 2 * (layout is "side-by-side" ? 2 : 1), expected.Length);
        Assert.Equal(lostAt > 0 ? 1 : 0, run.Error.Split('\n').Count(line => line.Contains("the CUDA device failed", StringComparison.Ordinal)));

        // The maps differ by rounding: a value that stands at the border of two steps may fall on the other side.
        var differing = expected.Zip(device).Where(pair => pair.First != pair.Second).ToArray();
        Assert.InRange(differing.Length, 0, expected.Length / 1000);
        foreach (var (first, second) in differing) Assert.InRange(Math.Abs(first - second), 0, 3);
    }

    [EmulatedDriverTheory]
    [InlineData("tf32")]
    [InlineData("fp16")]
    public async Task Annotate_TensorCores_FindTheProcessorsMapsLessExactly(string precision)
    {
        string[] wanted = ["--window-stride", "12", "-y"];
        var run = await AnnotateAsync("", ["--precision", precision, "--maps", _folder["cuda"], .. wanted]);
        var processor = await AnnotateAsync("", ["--device", "cpu", "--maps", _folder["cpu"], .. wanted]);

        Assert.True(run.ExitCode == 0 && processor.ExitCode == 0, run.Error + processor.Error);
        Assert.Contains($"windows in {precision}", run.Error, StringComparison.Ordinal);
        AssertSameMaps(frames: 1, share: 3e-3f);
        Assert.ThrowsAny<Exception>(() => AssertSameMaps(frames: 1));
    }

    [EmulatedDriverFact]
    public async Task Annotate_Tf32OnAnOlderDevice_FailsWithTheReason()
    {
        var run = await AnnotateAsync("turing", "--device", "cuda", "--precision", "tf32");

        Assert.Equal((int)ExitCode.BackEndUnavailable, run.ExitCode);
        Assert.Contains("compute capability 7.5, and 8.0 (Ampere, 2020, for tf32) is needed", run.Error, StringComparison.Ordinal);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public async Task Annotate_PrecisionOfTheProcessor_IsRefused()
    {
        var run = await AnnotateAsync("", "--device", "cpu", "--precision", "fp16");

        Assert.Equal((int)ExitCode.Usage, run.ExitCode);
        Assert.Contains("--device cpu asks for the processor", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [EmulatedDriverFact]
    public async Task Annotate_LayoutWithoutAKernel_IsDrawnByTheProcessorWhichALineSays()
    {
        var run = await AnnotateAsync("", ["--device", "cuda", "--map", "gradcam", "--layout", "pip"], "scene:coast-road?size=320x180");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("layout 'pip' is drawn by the processor", run.Error, StringComparison.Ordinal);
    }

    [EmulatedDriverFact]
    public async Task Doctor_Cuda_TellsTheErrorOfItsNumbers()
    {
        var run = await SteerlensProgram.RunInAsync(_folder.Path, EmulatedDriver.Environment(), "doctor", "--device", "cuda");

        Assert.True(run.ExitCode == 0, run.Error + run.Text);
        Assert.Contains("cuda, Emulated device (device 0, 4 GiB, driver for CUDA 12.4): angle", run.Text, StringComparison.Ordinal);
        Assert.Contains("drawn as on the processor, every byte", run.Text, StringComparison.Ordinal);
        Assert.Matches(@"tf32 +windows \d\.\de-\d off float64 \(--precision tf32\)", run.Text);
        Assert.Matches(@"fp16 +windows \d\.\de-\d off float64 \(--precision fp16\)", run.Text);
    }

    [EmulatedDriverTheory]
    [InlineData("old", "too old: it is for CUDA 10.2")]
    [InlineData("none", "finds no NVIDIA device")]
    [InlineData("weak", "compute capability 7.0, and 7.5")]
    public async Task Doctor_CudaThatCannotBe_SaysWhyOnce(string fault, string reason)
    {
        var run = await SteerlensProgram.RunInAsync(_folder.Path, EmulatedDriver.Environment(fault), "doctor", "--device", "cuda");

        Assert.Equal((int)ExitCode.BackEndUnavailable, run.ExitCode);
        Assert.Single(run.Text.Split('\n'), line => line.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Annotate_DeviceWithoutADriver_FailsWithTheReason()
    {
        // An empty library in the driver's place is found before a real one.
        await File.WriteAllTextAsync(_folder["libcuda.so.1"], "");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["LD_LIBRARY_PATH"] = _folder.Path };

        var run = await SteerlensProgram.RunInAsync(_folder.Path, environment, "annotate", Road, "--max-frames", "2", "--device", "cuda:1", "-o", _folder["film.mp4"]);

        if (!run.Error.Contains("no NVIDIA driver", StringComparison.Ordinal)) Assert.Contains("there is no CUDA device 1", run.Error, StringComparison.Ordinal);
        Assert.StartsWith("steerlens: --device cuda:1: ", run.Error, StringComparison.Ordinal);
        Assert.Equal((int)ExitCode.BackEndUnavailable, run.ExitCode);
    }

    private async Task<byte[]> PictureBytesAsync() =>
        (await Ffmpeg.RunAsync("-i", _folder["film.mp4"], "-map", "0:V:0", "-fps_mode", "passthrough", "-pix_fmt", "yuv420p", "-f", "rawvideo", "-")).Output;

    private Task<ToolRun> AnnotateAsync(string fault, params string[] more) => AnnotateAsync(fault, more, Road);

    private Task<ToolRun> AnnotateAsync(string fault, string[] more, string road)
    {
        string[] frames = more.Contains("--max-frames", StringComparer.Ordinal) ? [] : ["--max-frames", "1"];
        return SteerlensProgram.RunInAsync(
            _folder.Path, EmulatedDriver.Environment(fault),
            ["annotate", road, "-o", _folder["film.mp4"], "--preset", "ultrafast", "--progress", "none", .. frames, .. more]);
    }

    /// <summary>Float32 rounds differently on the two; the maps are alike to a small share of their largest value.</summary>
    private void AssertSameMaps(int frames, float share = 1e-5f)
    {
        var names = Directory.GetFiles(_folder["cpu"]).Select(file => Path.GetFileName(file)).ToArray();
        Assert.Equal(frames, names.Length);
        foreach (var name in names)
        {
            var (actual, expected) = (Values(_folder[Path.Combine("cuda", name)]), Values(_folder[Path.Combine("cpu", name)]));
            var scale = expected.Max(Math.Abs);
            Assert.True(scale > 0, $"map {name} is empty");
            for (var value = 0; value < expected.Length; value++) Assert.InRange(actual[value], expected[value] - (share * scale), expected[value] + (share * scale));
        }
    }

    private static float[] Values(string file)
    {
        var bytes = File.ReadAllBytes(file);
        var header = 10 + BitConverter.ToUInt16(bytes, 8);
        var values = new float[(bytes.Length - header) / sizeof(float)];
        Buffer.BlockCopy(bytes, header, values, 0, values.Length * sizeof(float));
        return values;
    }
}
