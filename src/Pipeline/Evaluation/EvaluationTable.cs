using System.Globalization;
using System.Text;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Verification;

namespace Steerlens.Pipeline.Evaluation;

/// <summary>Shows an evaluation to people, and its frames to programs.</summary>
internal static class EvaluationTable
{
    /// <summary>The table and the lines under it.</summary>
    public static string Of(EvaluationResult result)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{PrintableText.Of(result.Drive)}, network {PrintableText.Of(result.Network)}: {result.Frames} of {result.DriveFrames} labelled frames, {result.Seconds:0} s{Gaps(result.Gaps)}\n");
        if (result.Caution.Length > 0) text.Append(CultureInfo.InvariantCulture, $"{result.Caution}: the network was trained on this drive, and is better here than elsewhere\n");
        var table = new TextTable(["", "RMSE, deg", "mean absolute error, deg", "correlation", ""]);
        foreach (var (name, scores) in new[] { (result.Network, result.Scores), ("always 0", result.AlwaysZero), ("the drive's mean", result.DriveMean) })
            table.Add([PrintableText.Of(name), Interval(scores.RmseDegrees, "0.00"), Interval(scores.MaeDegrees, "0.00"), scores.Correlation is { } correlation ? Interval(correlation, "0.000") : "-", ""]);
        table.WriteTo(text);
        text.Append('\n').Append(result.BeatsZero switch
        {
            true => "The network is better than driving straight on (the whole 95 % interval of the difference is above 0).",
            false => "The network is worse than driving straight on: is its input contract right? steerlens inspect NETWORK --against DRIVE tries others.",
            null => "Chance can't be ruled out: the network is neither surely better nor surely worse than driving straight on.",
        }).Append('\n');
        return text.ToString();
    }

    /// <summary>One line for each frame.</summary>
    public static string ToCsv(IReadOnlyList<EvaluatedFrame> frames)
    {
        var text = new StringBuilder("index,seconds,true_angle_rad,angle_rad,error_rad,follows_gap\n");
        foreach (var frame in frames)
            text.Append(CultureInfo.InvariantCulture, $"{frame.Number},{frame.Seconds:0.######},{frame.Truth},{frame.Angle},{frame.Error},{(frame.FollowsGap ? "true" : "false")}\n");
        return text.ToString();
    }

    private static string Gaps(int gaps) => gaps switch { 0 => "", 1 => " with a gap", _ => FormattableString.Invariant($" with {gaps} gaps") };

    private static string Interval(ScoreInterval interval, string format)
    {
        string Number(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return interval is { Low: { } low, High: { } high } ? $"{Number(interval.Value)} ({Number(low)} .. {Number(high)})" : Number(interval.Value);
    }
}
