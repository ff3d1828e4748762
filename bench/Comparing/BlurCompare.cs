using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Steerlens.Bench.KernelTimes;

namespace Steerlens.Bench.Comparing;

/// <summary>Our focus blend (blur, and mix by the map) beside ffmpeg's gblur and blend on 1280x720, each on one thread.</summary>
internal static partial class BlurCompare
{
    private const int MostFrames = 200;
    private const double OwnSeconds = 0.5;

    // The runtime compiles what it finds hot a second time in the background: that must be over before the first pair.
    private const int WarmUpRounds = 4;
    private static readonly string Size = $"scale={PictureKit.Width}:{PictureKit.Height}";

    /// <summary>Measures in turn; in milliseconds for one picture.</summary>
    public static async Task<PairResult> RunAsync(string film, FilmOptions options, string peer)
    {
        using var kit = new PictureKit();
        for (var round = 0; round < WarmUpRounds; round++) Own(kit);
        var blurred = string.Create(CultureInfo.InvariantCulture, $"{Size},split[sharp][copy];[copy]gblur=sigma={kit.Sigma:0.##}[soft];[sharp][soft]blend=all_mode=average");
        var frames = Math.Min(options.Frames, MostFrames);
        var pairs = new List<(double Ours, double Peer)>();
        for (var pair = 0; pair < options.Pairs; pair++)
        {
            var ours = Own(kit);
            var idle = await FfmpegSecondsAsync(film, Size, frames);
            var busy = await FfmpegSecondsAsync(film, blurred, frames);
            pairs.Add((ours, 1000 * (busy - idle) / frames));
        }

        return PairResult.Of(peer, "none", "none", "ms/frame", pairs);
    }

    private static double Own(PictureKit kit)
    {
        var times = new List<double>();
        var clock = Stopwatch.StartNew();
        do
        {
            var start = Stopwatch.GetTimestamp();
            kit.Focus();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        while (clock.Elapsed.TotalSeconds < OwnSeconds);
        return Median.Of(times);
    }

    /// <summary>Processor seconds of ffmpeg with a filter; those of decoding are in it.</summary>
    private static async Task<double> FfmpegSecondsAsync(string film, string filter, int frames)
    {
        var run = await ToolProcess.RunAsync(
            "ffmpeg", "-hide_banner", "-v", "info", "-nostdin", "-nostats", "-benchmark", "-threads", "1", "-i", film, "-filter_threads", "1", "-filter_complex_threads", "1",
            "-filter_complex", filter, "-frames:v", frames.ToString(CultureInfo.InvariantCulture), "-f", "null", "-");
        var times = BenchmarkLine().Match(run.Error);
        if (!times.Success) throw new PeerException("ffmpeg printed no line of -benchmark");
        return Seconds(times.Groups["user"]) + Seconds(times.Groups["system"]);
    }

    private static double Seconds(Group group) => double.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"bench: utime=(?<user>[0-9.]+)s stime=(?<system>[0-9.]+)s", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex BenchmarkLine();
}
