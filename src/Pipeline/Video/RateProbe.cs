using System.Globalization;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Video;

/// <summary>Derives a frame rate from the first time stamps, for files that don't name one.</summary>
internal static class RateProbe
{
    private static readonly Rational[] Usual =
    [
        new(24000, 1001), new(24, 1), new(25, 1), new(30000, 1001), new(30, 1), new(50, 1), new(60000, 1001), new(60, 1), new(10, 1), new(15, 1), new(20, 1),
    ];

    internal static async Task<Rational?> FromTimesAsync(FfmpegTools tools, string path, VideoStream video, CancellationToken cancellationToken)
    {
        var run = await FfmpegTools.RunAsync(
            tools.Ffprobe,
            ["-v", "error", "-hide_banner", "-select_streams", video.Index.ToString(CultureInfo.InvariantCulture), "-show_entries", "packet=pts",
             "-of", "csv=p=0", "-read_intervals", "%+#60", .. InputFile.Arguments(path)],
            cancellationToken).ConfigureAwait(false);
        var times = new List<long>();
        foreach (var line in run.Output.Split('\n'))
        {
            if (long.TryParse(line.Trim().TrimEnd(','), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var pts)) times.Add(pts);
        }

        times.Sort();
        var steps = times.Zip(times.Skip(1), (first, second) => second - first).Where(step => step > 0).Order().ToList();
        if (steps.Count == 0) return null;
        var step = new Rational(steps[steps.Count / 2], 1) * video.TimeBase;
        foreach (var rate in Usual)
        {
            // Times are rounded to the time base, so a usual rate within half a unit is meant.
            if (Math.Abs(rate.Inverse.ToDouble() - step.ToDouble()) <= 0.5 * video.TimeBase.ToDouble()) return rate;
        }

        return step.Inverse;
    }
}
