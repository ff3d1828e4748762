using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands.Options;

namespace Steerlens.Pipeline.Tests.Commands;

public sealed class DriveCommandTests : IDisposable
{
    private readonly CommandRun _run = new();
    private readonly FileTree _files = new("a.jpg", "own.onnx", "film.mp4", "empty/notes.txt");

    public DriveCommandTests() => File.WriteAllText(_files["labels.csv"], "file,angle_rad\na.jpg,0.1\n");

    public void Dispose()
    {
        _run.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Evaluate_Options_ArriveInTheRecord()
    {
        var code = await _run.RunAsync("evaluate", _files["labels.csv"], "--every", "5", "-o", _files["out"], "--map", "gradcam", "--network", "gap-pilotnet", "--json", "--threads", "2");

        Assert.Equal((ExitCode.Success, ""), (code, _run.Error));
        var options = _run.Evaluated!;
        Assert.Equal((_files["labels.csv"], 5, "gradcam", "gap-pilotnet", true, 2), (options.Drive, options.Every, options.Map.Method.Name, options.Network.File, options.Json, options.Threads));
        Assert.Equal(Path.Combine(_files["out"], "evaluation.png"), options.PlotFile);
    }

    [Fact]
    public async Task Inspect_Against_ArrivesInTheRecord()
    {
        var code = await _run.RunAsync("inspect", _files["own.onnx"], "--against", _files.Folder, "--sample", "50", "--write", _files["found.onnx"]);

        Assert.Equal((ExitCode.Success, ""), (code, _run.Error));
        Assert.Equal((_files.Folder, 50, _files["found.onnx"]), (_run.Inspected!.Against!.Drive, _run.Inspected.Against.Sample, _run.Inspected.Against.Write));
    }

    [Fact]
    public async Task Open_TextThatIsNoDrive_SaysWhatDrivesAre()
    {
        await File.WriteAllTextAsync(_files["times.csv"], "time,speed\n1,2\n");

        var refused = await Assert.ThrowsAsync<SteerlensException>(() => SourceOpener.OpenAsync(_files["times.csv"], new RangeOptions(), imageRate: null, CancellationToken.None));

        Assert.Equal(ExitCode.InputUnreadable, refused.ExitCode);
        Assert.Contains("'" + _files["times.csv"] + "' is no labels file: known are index,frame,timestamp_ns,steering_rad", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evaluate EMPTY", ExitCode.InputUnreadable, "has no labels")]
    [InlineData("evaluate FILM", ExitCode.InputUnreadable, "is no labels file")]
    [InlineData("evaluate nowhere", ExitCode.InputUnreadable, "does not exist")]
    [InlineData("evaluate DRIVE --map nothing", ExitCode.Usage, "nothing")]
    [InlineData("inspect OWN --against EMPTY", ExitCode.InputUnreadable, "has no labels")]
    [InlineData("inspect OWN --write found.onnx", ExitCode.Usage, "belongs to --against")]
    [InlineData("inspect OWN --against DRIVE --write found.png", ExitCode.Usage, "end it in .onnx")]
    [InlineData("inspect OWN --against DRIVE --write OWN", ExitCode.OutputUnwritable, "pass -y")]
    [InlineData("inspect --against DRIVE --write found.onnx", ExitCode.Usage, "name an ONNX file")]
    [InlineData("inspect OWN --against DRIVE --weights w.png", ExitCode.Usage, "one after the other")]
    [InlineData("annotate DRIVE --sidecar LABELS -y", ExitCode.Usage, "is the source itself")]
    public async Task Drive_Misuse_IsOneLine(string line, ExitCode code, string reason)
    {
        string[] arguments = [.. line.Split(' ').Select(word => word switch
        {
            "DRIVE" => _files.Folder, "EMPTY" => _files["empty"], "FILM" => _files["film.mp4"], "OWN" => _files["own.onnx"], "LABELS" => _files["labels.csv"], _ => word,
        })];

        Assert.Equal(code, await _run.RunAsync(arguments));

        Assert.Contains(reason, Assert.Single(_run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotate_LabelledFolderWithoutPicturesInIt_IsASource()
    {
        Directory.CreateDirectory(_files["drive/IMG"]);
        File.Move(_files["a.jpg"], _files["drive/IMG/a.jpg"]);
        File.Move(_files["labels.csv"], _files["drive/labels.csv"]);
        File.Move(_files["film.mp4"], _files["drive/film.mp4"]);

        Assert.Equal((ExitCode.Success, ""), (await _run.RunAsync("annotate", _files["drive"], "--rate", "10"), _run.Error));
        Assert.Equal(_files["drive.annotated.mp4"], Assert.Single(_run.Annotated).Job.Output);
    }
}
