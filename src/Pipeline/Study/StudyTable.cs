using System.Globalization;
using System.Text;
using Steerlens.Pipeline.Verification;

namespace Steerlens.Pipeline.Study;

/// <summary>The table of a study, for people and as CSV.</summary>
internal static class StudyTable
{
    /// <summary>Lines for a terminal.</summary>
    public static string ToText(IReadOnlyList<string> maps, IReadOnlyList<StudyResult> results)
    {
        var table = new TextTable(["look", "change of angle, deg", "mean |change|", "error, deg", "unlike training", .. maps.Select(map => "r " + map), "setting"]);
        foreach (var result in results)
        {
            table.Add(
            [
                result.Condition.Name, Change(result), Degrees(result.Size), Degrees(result.Error),
                result.UnlikeTraining is { } share ? Text($"{100 * share:0} %") : "",
                .. result.Correlations.Select(value => Text($"{value:0.00}")), result.Condition.Setting,
            ]);
        }

        var text = new StringBuilder();
        table.WriteTo(text);
        return text.ToString();
    }

    /// <summary>One line for each look.</summary>
    public static string ToCsv(IReadOnlyList<string> maps, IReadOnlyList<StudyResult> results)
    {
        var text = new StringBuilder("look,setting,frames,change_deg,change_low_deg,change_high_deg,change_size_deg,error_deg,spread_deg,unlike_training_share");
        foreach (var map in maps) text.Append(CultureInfo.InvariantCulture, $",correlation_{map}");
        text.Append('\n');
        foreach (var result in results)
        {
            text.Append(CultureInfo.InvariantCulture, $"\"{result.Condition.Name}\",{result.Condition.Setting},{result.Angles.Length},{result.Change.Mean:0.####},{Known(result.Change.Low)},{Known(result.Change.High)},{result.Size:0.####},{result.Error:0.####},{result.Spread:0.####},{result.UnlikeTraining:0.####}");
            foreach (var value in result.Correlations) text.Append(CultureInfo.InvariantCulture, $",{value:0.####}");
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The mean change with its interval, where the drive is long enough for one.</summary>
    public static string Change(StudyResult result) => double.IsNaN(result.Change.Low) ? Text($"{result.Change.Mean:+0.0;-0.0;0.0}") : Text($"{result.Change.Mean:+0.0;-0.0;0.0} ({result.Change.Low:+0.0;-0.0;0.0} to {result.Change.High:+0.0;-0.0;0.0})");

    /// <summary>A size in degrees.</summary>
    public static string Degrees(double value) => Text($"{value:0.0}");

    private static string Known(double value) => double.IsNaN(value) ? "" : value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
