using Steerlens.EndToEnd.Tests.Running;
using Steerlens.Pipeline.Video;

namespace Steerlens.EndToEnd.Tests.Films;

/// <summary>Runs ffmpeg and ffprobe, apart from the program under test.</summary>
internal static class Ffmpeg
{
    /// <summary>A quick H.264 that every ffmpeg decodes.</summary>
    public static readonly IReadOnlyList<string> H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-pix_fmt", "yuv420p"];

    /// <summary>Runs ffmpeg; fails the test where ffmpeg fails or complains.</summary>
    public static async Task<ToolRun> RunAsync(params string[] arguments)
    {
        var tools = await FfmpegTools.FindAsync();
        var run = await ToolRun.OfAsync(tools.Ffmpeg, ["-v", "error", "-nostdin", "-y", .. arguments]);
        Assert.True(run.ExitCode == 0 && run.Error.Length == 0, $"ffmpeg {string.Join(' ', arguments)}: exit code {run.ExitCode}: {run.Error}");
        return run;
    }

    /// <summary>Runs ffprobe; fails the test where ffprobe fails or complains.</summary>
    public static async Task<string> ProbeAsync(string path, params string[] arguments)
    {
        var tools = await FfmpegTools.FindAsync();
        var run = await ToolRun.OfAsync(tools.Ffprobe, ["-v", "error", .. arguments, "-i", path]);
        Assert.True(run.ExitCode == 0 && run.Error.Length == 0, $"ffprobe {path} {string.Join(' ', arguments)}: exit code {run.ExitCode}: {run.Error}");
        return run.Text;
    }

    /// <summary>A moving picture with a tone, in a file of any kind.</summary>
    public static Task MakeAsync(string path, string size, string rate, double seconds, params string[] more) =>
        RunAsync(
            ["-f", "lavfi", "-i", $"testsrc2=s={size}:r={rate}", "-f", "lavfi", "-i", "sine=r=48000:f=440",
             "-t", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture), .. H264, "-c:a", "aac", .. more, path]);
}
