using System.Text.Json;
using Steerlens.EndToEnd.Tests.Running;

namespace Steerlens.EndToEnd.Tests;

/// <summary>
/// Whatever is wrong: its own exit code, one line with the reason, no stack trace, and nothing under the output's name.
/// </summary>
public sealed class BadInputTests : IDisposable
{
    private static readonly Dictionary<string, string> Plain = new(StringComparer.Ordinal);

    private readonly string _folder = Directory.CreateTempSubdirectory("steerlens-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Annotate_NothingWrong_WritesTheFilm()
    {
        // Without this every test below could pass for a reason of its own.
        BadInputFilms.MakePlain(At("drive.mp4"));
        await File.WriteAllBytesAsync(At("good.onnx"), BadInputNetworks.Make());

        var run = await SteerlensProgram.RunInAsync(
            _folder, Plain, "annotate", "drive.mp4", "--network", "good.onnx", "--sizes", "2", "--sidecar", "-", "--progress", "none");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(12, run.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.True(new FileInfo(At("drive.annotated.mp4")).Length > 0);
        Assert.DoesNotContain(Directory.GetFiles(_folder), path => path.Contains(".partial.", StringComparison.Ordinal));
    }

    [Fact]
    public Task Annotate_MissingFile_Refused() => RefusedAsync(4, "does not exist", "annotate", "missing.mp4");

    [Fact]
    public async Task Annotate_EmptyFile_Refused()
    {
        await File.WriteAllBytesAsync(At("drive.mp4"), []);
        await RefusedAsync(4, "empty", "annotate", "drive.mp4");
    }

    [Fact]
    public async Task Annotate_TextNamedMp4_Refused()
    {
        await File.WriteAllTextAsync(At("drive.mp4"), string.Concat(Enumerable.Repeat("This is no film.\n", 500)));
        await RefusedAsync(4, "can't be read as a film", "annotate", "drive.mp4");
    }

    [Fact]
    public async Task Annotate_CutOffBeforeItsIndex_Refused()
    {
        BadInputFilms.MakePlain(At("whole.mp4"));
        var bytes = await File.ReadAllBytesAsync(At("whole.mp4"));
        await File.WriteAllBytesAsync(At("drive.mp4"), bytes[..(bytes.Length / 2)]);
        await RefusedAsync(4, "cut off", "annotate", "drive.mp4");
    }

    [Fact]
    public async Task Annotate_CutOffBehindItsIndex_KeepsWhatIsThereAndSaysSo()
    {
        BadInputFilms.MakePlain(At("whole.mp4"), "-movflags", "+faststart", "-an", "-g", "1");
        var bytes = await File.ReadAllBytesAsync(At("whole.mp4"));
        await File.WriteAllBytesAsync(At("drive.mp4"), bytes[..(bytes.Length * 2 / 3)]);

        var run = await SteerlensProgram.RunInAsync(_folder, Plain, "annotate", "drive.mp4", "--map", "gradcam", "--sidecar", "-", "--progress", "none");

        var frames = run.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        Assert.Equal(0, run.ExitCode);
        Assert.InRange(frames, 1, 11);
        Assert.Contains(run.ErrorLines, line => line.Contains($"{frames} of 12 frames", StringComparison.Ordinal));
        Assert.True(File.Exists(At("drive.annotated.mp4")));
    }

    [Fact]
    public async Task Annotate_AudioOnly_Refused()
    {
        BadInputFilms.MakeAudioOnly(At("drive.mp4"));
        await RefusedAsync(4, "no picture", "annotate", "drive.mp4");
    }

    [Fact]
    public async Task Annotate_NoFrames_Refused()
    {
        BadInputFilms.MakeWithoutFrames(At("drive.mkv"));
        await RefusedAsync(4, "can't be read as a film", "annotate", "drive.mkv");
    }

    [Fact]
    public async Task Annotate_OutputExists_RefusedAndKept()
    {
        BadInputFilms.MakePlain(At("drive.mp4"));
        await File.WriteAllTextAsync(At("drive.annotated.mp4"), "kept");
        await RefusedAsync(5, "exists already", "annotate", "drive.mp4");
        Assert.Equal("kept", await File.ReadAllTextAsync(At("drive.annotated.mp4")));
    }

    [Fact]
    public async Task Annotate_UnwritableFolder_Refused()
    {
        // A file in the place of a folder: what no rights overcome.
        BadInputFilms.MakePlain(At("drive.mp4"));
        await RefusedAsync(5, "can't be written", "annotate", "drive.mp4", "-o", "drive.mp4/out.mp4");
    }

    [Theory]
    [InlineData("out.avi")]
    [InlineData("out")]
    public async Task Annotate_UnknownKindOfOutput_Refused(string output)
    {
        BadInputFilms.MakePlain(At("drive.mp4"));
        await RefusedAsync(2, "out", "annotate", "drive.mp4", "-o", output);
    }

    [Theory]
    [InlineData("--sidecar", "drive.mp4/out.jsonl")]
    [InlineData("--maps", "taken.txt")]
    public async Task Annotate_SidecarOrMapsUnwritable_RefusedWithoutAFilm(string option, string place)
    {
        BadInputFilms.MakePlain(At("drive.mp4"));
        await File.WriteAllTextAsync(At("taken.txt"), "kept");
        await RefusedAsync(5, place, "annotate", "drive.mp4", option, place);
    }

    [Fact]
    public async Task Annotate_NotOnnx_Refused()
    {
        await File.WriteAllTextAsync(At("network.onnx"), "This is no network.\n");
        await NetworkRefusedAsync("network.onnx");
    }

    [Fact]
    public Task Annotate_NetworkMissing_Refused() => NetworkRefusedAsync("network.onnx");

    [Fact]
    public async Task Annotate_UnsupportedOperator_RefusedWithOperatorAndNode()
    {
        await File.WriteAllBytesAsync(At("network.onnx"), BadInputNetworks.Make(@operator: "Einsum"));
        await NetworkRefusedAsync("unsupported operator 'Einsum'", "bend1");
    }

    [Fact]
    public async Task Annotate_WrongInputShape_RefusedWithTheShape()
    {
        await File.WriteAllBytesAsync(At("network.onnx"), BadInputNetworks.Make(channels: 7));
        await NetworkRefusedAsync("1x7x4x4");
    }

    [Fact]
    public async Task Annotate_NaNWeights_Refused()
    {
        await File.WriteAllBytesAsync(At("network.onnx"), BadInputNetworks.Make(weight: float.NaN));
        await NetworkRefusedAsync("NaN");
    }

    [Fact]
    public async Task Annotate_FfmpegMissing_Refused()
    {
        BadInputFilms.MakePlain(At("drive.mp4"));
        await RefusedAsync(6, "ffmpeg was not found", new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = _folder }, "annotate", "drive.mp4");
    }

    [Fact]
    public async Task Annotate_EncoderMissing_Refused()
    {
        BadInputFilms.MakePlain(At("drive.mp4"));
        await RefusedAsync(6, "no encoder 'libnonsense'", "annotate", "drive.mp4", "--encoder", "libnonsense");
    }

    [Theory]
    [InlineData("annotate", "drive.mp4", "--nonsense")]
    [InlineData("annotate", "drive.mp4", "--crf", "lots")]
    [InlineData("annotate", "drive.mp4", "--sizes", "0")]
    [InlineData("annotate")]
    [InlineData("dance")]
    [InlineData("annotate", "scene:moon-road")]
    [InlineData("annotate", "drive.mp4", "--map", "gradcam", "--layer", "conv99")]
    public async Task Run_NonsenseFlags_Refused(params string[] arguments)
    {
        BadInputFilms.MakePlain(At("drive.mp4"));
        await RefusedAsync(2, "", arguments);
    }

    [Fact]
    public async Task Annotate_WindowLargerThanTheInput_Refused()
    {
        BadInputFilms.MakePlain(At("drive.mp4"));
        await RefusedAsync(2, "500", "annotate", "drive.mp4", "--sizes", "500");
    }

    [Fact]
    public async Task Annotate_OneOfTwoUnreadable_OtherIsDone()
    {
        BadInputFilms.MakePlain(At("good.mp4"));
        await File.WriteAllTextAsync(At("bad.mp4"), "This is no film.\n");

        var run = await SteerlensProgram.RunInAsync(_folder, Plain, "annotate", "bad.mp4", "good.mp4", "--map", "gradcam", "--progress", "none", "-o", "films/");

        Assert.True(run.ExitCode == 3, run.Error);
        Assert.Equal(["good.annotated.mp4"], Directory.GetFiles(At("films")).Select(path => Path.GetFileName(path)!).ToArray());
        Assert.Equal("steerlens: 1 of 2 sources failed", run.ErrorLines[^1]);
    }

    [Fact]
    public Task Explain_MissingPicture_Refused() => RefusedAsync(4, "does not exist", "explain", "missing.png");

    [Fact]
    public async Task Explain_TextNamedPng_Refused()
    {
        await File.WriteAllTextAsync(At("road.png"), "This is no picture.\n");
        await RefusedAsync(4, "road.png", "explain", "road.png");
    }

    [Fact]
    public async Task Probe_TextNamedMp4_Refused()
    {
        await File.WriteAllTextAsync(At("drive.mp4"), "This is no film.\n");
        await RefusedAsync(4, "can't be read as a film", "probe", "drive.mp4");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Doctor_FfmpegThereOrNot_AnswersInJson(bool isThere)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!isThere) environment["PATH"] = _folder;

        var run = await SteerlensProgram.RunInAsync(_folder, environment, "doctor", "--json");

        Assert.Equal(isThere ? 0 : 6, run.ExitCode);
        Assert.Empty(run.Error);
        using var document = JsonDocument.Parse(run.Text);
        Assert.True(document.RootElement.GetProperty("engine").GetProperty("self_check_ok").GetBoolean());
        Assert.Equal(isThere, document.RootElement.GetProperty("verdict").GetProperty("ok").GetBoolean());
        Assert.Equal(!isThere, document.RootElement.GetProperty("ffmpeg").TryGetProperty("problem", out _));
    }

    private string At(string name) => Path.Combine(_folder, name);

    private async Task NetworkRefusedAsync(params string[] reasons)
    {
        BadInputFilms.MakePlain(At("drive.mp4"));
        foreach (var reason in reasons) await RefusedAsync(4, reason, "annotate", "drive.mp4", "--network", "network.onnx");
    }

    private Task RefusedAsync(int exitCode, string reason, params string[] arguments) => RefusedAsync(exitCode, reason, Plain, arguments);

    private async Task RefusedAsync(int exitCode, string reason, Dictionary<string, string> environment, params string[] arguments)
    {
        var before = Files();
        var run = await SteerlensProgram.RunInAsync(_folder, environment, arguments);

        Assert.True(run.ExitCode == exitCode, $"exit code {run.ExitCode}: {run.Error}");
        var line = Assert.Single(run.ErrorLines);
        Assert.StartsWith("steerlens: ", line, StringComparison.Ordinal);
        Assert.Contains(reason, line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected failure", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.Equal(before, Files());
    }

    private string[] Files() => [.. Directory.EnumerateFileSystemEntries(_folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
