using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Tests.Video;

public sealed class FfmpegReasonTests
{
    [Theory]
    [InlineData("No space left on device", "av_interleaved_write_frame(): No space left on device", "[mp4 @ 0x55] Error writing trailer of file:/a/b.mp4: No space", "Conversion failed!")]
    [InlineData("moov atom not found", "[mov,mp4 @ 0x55d0] moov atom not found", "file:/a/b: Invalid data found when processing input")]
    [InlineData("Invalid data found when processing input", "file:/a/b.mp4: Invalid data found when processing input")]
    [InlineData("width not divisible by 2 (97x65)", "[libx264 @ 0x1] width not divisible by 2 (97x65)", "Error while opening encoder for output stream #0:0 - maybe incorrect parameters", "Conversion failed!")]
    public void Reason_OfFailedRun_IsTheCauseNotTheSymptom(string expected, params string[] complaints)
    {
        var run = new FfmpegRun(1, "", complaints);

        Assert.Equal(expected, run.Reason);
    }

    [Fact]
    public void Reason_OfSilentEnd_NamesTheExit()
    {
        Assert.Contains("exit code 3", new FfmpegRun(3, "", []).Reason, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Contains("signal 9", new FfmpegRun(137, "", []).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_EndlessComplaints_NeverStallsAndKeepsTheLast()
    {
        if (OperatingSystem.IsWindows()) return;

        var run = await FfmpegTools.RunAsync("/bin/sh", ["-c", "for i in $(seq 1 20000); do echo complaint number $i >&2; done; exit 7"]);

        Assert.Equal(7, run.ExitCode);
        Assert.Equal(FfmpegProcess.KeptComplaints, run.Complaints.Count);
        Assert.Equal("complaint number 20000", run.Reason);
    }
}
