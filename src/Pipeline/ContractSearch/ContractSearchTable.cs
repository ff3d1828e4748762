using System.Globalization;
using System.Text;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Verification;

namespace Steerlens.Pipeline.ContractSearch;

/// <summary>Shows a search to people.</summary>
internal static class ContractSearchTable
{
    private const double LeastAgreement = 0.2;

    /// <summary>The table and the lines under it.</summary>
    public static string Of(ContractSearchResult result)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{PrintableText.Of(result.Drive)}, network {PrintableText.Of(result.Network)}: {result.Tried} contracts on {result.Frames} of {result.DriveFrames} labelled frames; driving straight on has an RMSE of {result.AlwaysZeroRmseDegrees:0.00} deg\n");
        var table = new TextTable(["", "agreement", "correlation", "RMSE, deg", "sees", "color", "values", "unit", "positive", "not as the file says"]);
        foreach (var row in result.Contracts)
        {
            table.Add([
                Text($"{row.Rank}{(row.Rank <= result.Tied && result.Tied > 1 ? " ~" : "")}"), Text($"{row.Agreement:0.000}"), Text($"{row.Correlation:0.000}"), Text($"{row.RmseDegrees:0.00}"), row.Sees, row.Contract["color"], row.Values,
                Unit(row), row.Contract["positive"], row.Differs.Count > 0 ? string.Join(", ", row.Differs) : "the file's own",
            ]);
        }

        table.WriteTo(text);
        text.Append('\n');
        foreach (var line in Explanation(result)) text.Append(line).Append('\n');
        return text.ToString();
    }

    /// <summary>A contract as options of the command line.</summary>
    public static string Options(IReadOnlyDictionary<string, string> contract) =>
        $"--crop {contract["crop"]} --fit {contract["fit"]} --color {contract["color"]} --input-scale {contract["scale"]} --input-offset {contract["offset"]} --unit {contract["unit"]} --positive {contract["positive"]}";

    private static IEnumerable<string> Explanation(ContractSearchResult result)
    {
        var best = result.Contracts[0];
        yield return "agreement (Lin's concordance): 1 where every angle is right, 0 for what knows nothing; the correlation, less where size or mean of the angles is wrong.";
        if (result.Tied > 1)
            yield return Text($"These frames can't tell the first {result.Tied} (~) apart (95 %): among them, what people train with stands before round numbers. More frames (--sample) tell more.");
        if (best.Agreement < LeastAgreement)
            yield return "Nothing that was tried makes the network follow these labels: it was trained on something else, or its preprocessing is an unusual one (state it with --crop, --color and the others).";
        if (!best.FitsUnit)
            yield return Text($"None of the usual units fits: by least squares an output of 1 is {best.LeastSquaresDegrees:0.##} deg, and angles of the true ones' size need {best.Contract["unit"]}.");
        yield return "Use the first: " + Options(best.Contract);
    }

    private static string Unit(ContractRow row)
    {
        var unit = row.Contract["unit"];
        return unit.StartsWith("full-scale:", StringComparison.Ordinal) && double.TryParse(unit.AsSpan("full-scale:".Length), CultureInfo.InvariantCulture, out var degrees)
            ? Text($"full-scale:{degrees:0.##}{(row.FitsUnit ? "" : " ?")}")
            : unit;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
