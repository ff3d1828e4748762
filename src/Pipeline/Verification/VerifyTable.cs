using System.Globalization;
using System.Text;
using Steerlens.Kernels.Truth;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Verification;

/// <summary>Shows a result to people: what the maps are worth, what they beat, and how to read it.</summary>
internal static class VerifyTable
{
    private const string None = "-";
    private const int FewBlocks = 8;
    private const int FewTurns = 10;

    /// <summary>The tables and the lines under them.</summary>
    public static string Of(VerifyResult result)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{PrintableText.Of(result.Source)}, network {PrintableText.Of(result.Network)}: {result.Frames} {(result.Frames == 1 ? "frame" : "frames")}, {result.TurningFrames} of them turning (5 degrees or more)\n");
        Scores(result).WriteTo(text);
        Floors("by size", [.. result.Maps.Select(map => (map.Name, map.Size))]).WriteTo(text);
        var directed = result.Maps.Where(map => map.Direction is not null).Select(map => (map.Name, map.Direction!)).ToArray();
        if (directed.Length > 0) Floors("by direction", directed).WriteTo(text);
        text.Append('\n');
        foreach (var left in result.LeftOut) text.Append(CultureInfo.InvariantCulture, $"left out: {left.Name}: {left.Reason}\n");
        foreach (var line in Explanation(result)) text.Append(line).Append('\n');
        return text.ToString();
    }

    private static TextTable Scores(VerifyResult result)
    {
        var isRoad = result.Objects is not null;
        string[] road = isRoad ? ["objects", "paint", "peak"] : [];
        var table = new TextTable(["map", "turning, deg", "straight, deg", "rank", "random weights", "noise", "next frame", .. road]);
        foreach (var map in result.Maps)
        {
            string[] onRoad = isRoad ? [Number(map.ObjectCorrelation), map.PaintRatio is { } ratio ? Text($"x {ratio:0.0}") : None, Percent(map.PaintHits)] : [];
            table.Add([
                PrintableText.Of(map.Name), Interval(map.Size.Turning), Interval(map.Size.Straight), Text($"{map.MedianRank:0.#}"), Randomisation(map),
                Number(map.MaximumSensitivity), Number(map.Steadiness), .. onRoad]);
        }

        return table;
    }

    private static TextTable Floors(string title, IReadOnlyList<(string Name, DeletionTruth Truth)> maps)
    {
        var table = new TextTable([title, "score, deg", .. ScoredMaps.Floors, "gain on the best", "verdict"]);
        foreach (var (name, truth) in maps)
        {
            var known = truth.Floors.Where(floor => floor.Gain is not null).ToArray();
            var failed = known.Where(floor => floor.IsBeaten is false).Select(floor => floor.Floor).ToArray();
            table.Add([
                PrintableText.Of(name), Interval(truth.Turning ?? truth.Straight), .. truth.Floors.Select(floor => floor.Gain is null ? None : Percent(floor.FramesBeaten)),
                Interval(known.MinBy(floor => floor.Gain!.Mean)?.Gain), Verdict(truth, failed)]);
        }

        return table;
    }

    private static string Verdict(DeletionTruth truth, string[] failed) => truth.BeatsEveryFloor switch
    {
        true => "beats every floor",
        false => $"FAILS: {string.Join(", ", failed)}",
        null => "too short to judge",
    };

    private static IEnumerable<string> Explanation(VerifyResult result)
    {
        yield return "turning, straight: how many degrees more the angle moves when what the map ranks first is removed than when what it ranks last is, with the";
        yield return Text($"  95 % interval; 0 is chance. rank: the median place among {RankRecipe.Maps} maps of which {RankRecipe.Maps - 1} know nothing of the frame; 1 is best, 16.5 chance.");
        yield return Text($"random weights: rank correlation with the untrained network's map; from {MapQuestions.RandomisationLimit:0.0} on the map shows the picture, not the training: FAIL.");
        yield return Text($"noise: the map's largest relative change under 2 % noise. next frame: correlation with the next frame's map{(result.InputSteadiness is null ? "" : $"; the input's own is {Number(result.InputSteadiness)}")}.");
        if (result.Objects is { } objects)
        {
            yield return Text($"objects: rank correlation of the true effect of {objects} removed objects with the map on their place (a flat map gets {Number(result.UniformObjectCorrelation)}).");
            yield return "paint: the map's share on lane paint over a flat map's. peak: frames whose peak is on paint.";
        }

        yield return $"by size, by direction: on how many {(result.TurningFrames > 0 ? "turning" : "of all (none turns)")} frames the map beats each floor. It has beaten one where the whole interval of its gain";
        yield return "  lies above 0. By direction the change keeps its sign: what pushes right against what pushes left.";
        if (result.TurningFrames is > 0 and < FewTurns)
            yield return Text($"Only {result.TurningFrames} of the frames {(result.TurningFrames == 1 ? "turns" : "turn")}: too few for a verdict to mean much.");
        if (result.Blocks < FewBlocks && result.Maps.Any(map => HasInterval(map.Size) || (map.Direction is { } direction && HasInterval(direction))))
            yield return Text($"The intervals rest on {result.Blocks:0.#} {(Math.Round(result.Blocks, 1) == 1 ? "block" : "blocks")} of {BlockBootstrap.Seconds:0} s: that is few, and they are narrower than they should be. Score a minute or more where it matters.");
    }

    private static bool HasInterval(DeletionTruth truth) =>
        truth.Turning?.Low is not null || truth.Straight?.Low is not null || truth.Floors.Any(floor => floor.Gain?.Low is not null);

    private static string Interval(TruthInterval? interval) => interval switch
    {
        null => None,
        { Low: null } => Text($"{interval.Mean:0.00}"),
        _ => Text($"{interval.Mean:0.00} ({interval.Low:0.00} .. {interval.High:0.00})"),
    };

    private static string Randomisation(MapTruth map) => map.PassesRandomisation is { } passes ? Text($"{map.LayerCorrelations![^1]:0.00} {(passes ? "pass" : "FAIL")}") : None;

    private static string Number(double? value) => value is { } number ? Text($"{number:0.00}") : None;

    private static string Percent(double? share) => share is { } value ? Text($"{100 * value:0} %") : None;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
