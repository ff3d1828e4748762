using System.Diagnostics;
using Steerlens.EndToEnd.Tests.Films;
using Steerlens.EndToEnd.Tests.Running;
using Steerlens.Pipeline;
using Steerlens.Pipeline.Video;

namespace Steerlens.EndToEnd.Tests;

/// <summary>A run that is stopped leaves a whole film of what it did, or nothing under the film's name.</summary>
public sealed class InterruptionTests : IDisposable
{
    private const int AllFrames = 1500;

    private readonly TemporaryFolder _folder = new();

    private string From => _folder["from.mp4"];

    private string To => _folder["to.mp4"];

    public void Dispose() => _folder.Dispose();

    [LinuxFact]
    public async Task Annotate_CtrlCInTheMiddle_LeavesAPlayableFilm()
    {
        using var process = await StartAsync("--sidecar", "-");
        var lines = await ReadLinesAsync(process, 40);

        await UnixSignal.SendToGroupAsync("INT", process);
        var run = await ToolRun.EndAsync(process);

        Assert.Equal((int)ExitCode.Cancelled, run.ExitCode);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        await IsBeginningAsync(lines.Count + run.Text.Count(letter => letter == '\n'));
        Assert.Equal(["from.mp4", "to.mp4"], _folder.Names);
        Assert.Empty(UnixSignal.ProcessesNaming(_folder.Path));
    }

    [LinuxTheory]
    [InlineData("TERM", ExitCode.Terminated)]
    [InlineData("INT", ExitCode.Cancelled)]
    public async Task Annotate_SignalInTheMiddle_LeavesFilmAndSidecarOfTheSameFrames(string signal, ExitCode expected)
    {
        using var process = await StartAsync("--sidecar", _folder["to.csv"], "--maps", _folder["maps"]);
        await WaitForMapsAsync(process, 40);

        await UnixSignal.SendAsync(signal, process);
        var run = await ToolRun.EndAsync(process);

        Assert.Equal((int)expected, run.ExitCode);
        var lines = Sidecar.OfCsv(await File.ReadAllTextAsync(_folder["to.csv"]));
        await IsBeginningAsync(lines.Count);
        Assert.Equal(lines.Count, Directory.GetFiles(_folder["maps"]).Length);
        Assert.Equal(["from.mp4", "maps", "to.csv", "to.mp4"], _folder.Names);
        Assert.Empty(UnixSignal.ProcessesNaming(_folder.Path));
    }

    [LinuxFact]
    public async Task Annotate_CtrlCTwice_LeavesNothingUnderTheName()
    {
        using var process = await StartAsync("--maps", _folder["maps"]);
        await WaitForMapsAsync(process, 40);

        await UnixSignal.SendAsync("INT", process);
        await UnixSignal.SendAsync("INT", process);
        var run = await ToolRun.EndAsync(process);

        Assert.Equal((int)ExitCode.Cancelled, run.ExitCode);
        await UnixSignal.NothingStillNamesAsync(_folder.Path);
        // The second one may come after the film was finished; what never happens is a film that does not play.
        if (File.Exists(To)) await Film.PlaysAsync(To);
    }

    [LinuxFact]
    public async Task Annotate_CtrlCBeforeTheFirstFrame_EndsAsCancelled()
    {
        // An ffprobe that never answers, as on a network drive that hangs.
        await Ffmpeg.MakeAsync(From, "320x180", "25", 1);
        var tools = Directory.CreateDirectory(_folder["tools"]).FullName;
        File.CreateSymbolicLink(Path.Combine(tools, "ffmpeg"), (await FfmpegTools.FindAsync()).Ffmpeg);
        var probe = Path.Combine(tools, "ffprobe");
        await File.WriteAllTextAsync(probe, "#!/bin/sh\ntouch \"$0.started\"\nexec tail -f \"$0\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(probe, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using var process = SteerlensProgram.Start(new Dictionary<string, string>(StringComparer.Ordinal) { [FfmpegTools.FolderVariable] = tools }, "annotate", From, "-o", To, "--sidecar", _folder["to.csv"]);
        while (!File.Exists(probe + ".started") && !process.HasExited) await Task.Delay(20);

        await UnixSignal.SendToGroupAsync("INT", process);
        var run = await ToolRun.EndAsync(process);

        Assert.True(run.ExitCode is (int)ExitCode.Cancelled, $"exit code {run.ExitCode}: {run.Error}");
        await UnixSignal.NothingStillNamesAsync(_folder.Path);
        Assert.Equal(["from.mp4", "tools"], _folder.Names);
    }

    [LinuxFact]
    public async Task Annotate_Killed_LeavesNothingUnderTheName()
    {
        using var process = await StartAsync("--sidecar", _folder["to.jsonl"], "--maps", _folder["maps"]);
        await WaitForMapsAsync(process, 120);

        await UnixSignal.SendAsync("KILL", process);
        var run = await ToolRun.EndAsync(process);

        Assert.Equal(128 + 9, run.ExitCode);
        await UnixSignal.NothingStillNamesAsync(_folder.Path);
        Assert.False(File.Exists(To));
        Assert.False(File.Exists(_folder["to.jsonl"]));

        // What was written so far can be rescued: the partial film plays.
        Assert.NotEmpty(await Film.FrameTimesAsync(_folder["to.partial.mp4"]));
    }

    private async Task<Process> StartAsync(params string[] more)
    {
        await Ffmpeg.MakeAsync(From, "320x180", "25", AllFrames / 25);
        return SteerlensProgram.Start(["annotate", From, "-o", To, "--map", "gradcam", "--preset", "ultrafast", "--threads", "1", .. more]);
    }

    private async Task IsBeginningAsync(int frames)
    {
        Assert.InRange(frames, 40, AllFrames - 1);
        var source = await Film.FrameTimesAsync(From);
        Assert.Equal(AllFrames, source.Count);
        Assert.Equal(source.Take(frames), await Film.FrameTimesAsync(To));
        await Film.PlaysAsync(To);
        var sound = await Film.SoundTimesAsync(To);
        Assert.InRange(sound[^1].ToDouble(), source[frames - 1].ToDouble() - 0.1, source[frames - 1].ToDouble() + 0.1);
    }

    private static async Task<List<string>> ReadLinesAsync(Process process, int count)
    {
        var lines = new List<string>();
        var line = new List<byte>();
        var one = new byte[1];
        while (lines.Count < count && await process.StandardOutput.BaseStream.ReadAsync(one) == 1)
        {
            line.Add(one[0]);
            if (one[0] != '\n') continue;
            lines.Add(System.Text.Encoding.UTF8.GetString([.. line]));
            line.Clear();
        }

        Assert.Equal(count, lines.Count);
        return lines;
    }

    private async Task WaitForMapsAsync(Process process, int count)
    {
        while (!Directory.Exists(_folder["maps"]) || Directory.GetFiles(_folder["maps"], "*.npy").Length < count)
        {
            Assert.False(process.HasExited, "it ended before it was stopped");
            await Task.Delay(20);
        }
    }
}
