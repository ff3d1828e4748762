using System.Text;
using Steerlens.Kernels.Maps;
using Steerlens.Pipeline.Verification;

namespace Steerlens.Pipeline.Tests.Verification;

public sealed class TruthSummaryTests
{
    [Fact]
    public void Of_FramesThatTurnAndNot_AreJudgedApart()
    {
        var frames = Frames(0.5, 0.1, -0.2, 0.01, -0.02, 0.03);
        var map = Map(frames.Length, scores: [3, 4, 5, 1, 1, 1], floors: [[0, 0, 0, 9, 9, 9], [3, 3, 9, 0, 0, 0], [2, 3, 4, 0, 0, 0]]);

        var truth = new TruthSummary(frames).Of(map, null).Size;

        Assert.Equal(4, double.DegreesToRadians(truth.Turning!.Mean), 12);
        Assert.Equal(1, double.DegreesToRadians(truth.Straight!.Mean), 12);
        Assert.Equal([1, 1 / 3d, 1, 0, 0], truth.Floors.Select(floor => floor.FramesBeaten));
        Assert.Equal([true, false, true, false, false], truth.Floors.Select(floor => floor.IsBeaten));
        Assert.Null(truth.Floors[3].Gain);
        Assert.False(truth.BeatsEveryFloor);
    }

    [Fact]
    public void Of_NoFrameTurns_FloorsAreComparedOnAll()
    {
        var frames = Frames(0.01, 0, -0.01);
        var truth = new TruthSummary(frames).Of(Map(3, scores: [2, 2, 3], floors: [[1, 1, 1]]), null).Size;
        Assert.Null(truth.Turning);
        Assert.True(truth.Floors[0].IsBeaten);
        Assert.True(truth.BeatsEveryFloor);
    }

    [Fact]
    public void BlockFrames_SpacingOfFrames_FourSecondsOrOneFrame()
    {
        Assert.Equal(8, new TruthSummary(Frames(0, 0, 0)).BlockFrames);
        Assert.Equal(1, new TruthSummary([new SampledFrame(0, 0, []), new SampledFrame(200, 9, [])]).BlockFrames);
        Assert.Equal(1, new TruthSummary(Frames(0)).BlockFrames);
    }

    [Fact]
    public void TextTable_WordsOfAnyLength_StandUnderTheirTitles()
    {
        var table = new TextTable(["map", "n", "verdict"]);
        table.Add(["occlusion", "1", "good"]);
        table.Add(["cam", "200", "FAILS: edges"]);
        var text = new StringBuilder();
        table.WriteTo(text);
        Assert.Equal("\nmap          n  verdict\nocclusion    1  good\ncam        200  FAILS: edges\n", text.ToString());
        Assert.Throws<ArgumentException>(() => table.Add(["one"]));
    }

    /// <summary>Frames half a second apart.</summary>
    private static SampledFrame[] Frames(params double[] angles) => [.. angles.Select((angle, index) => new SampledFrame(index, index * 0.5, []) { Angle = angle })];

    private static MapSeries Map(int frames, double[] scores, double[][] floors)
    {
        var map = new MapSeries("test", [.. Enumerable.Range(0, frames).Select(_ => new float[4])], null, [Fill.Blur, Fill.Mean]);
        scores.CopyTo(map.BySize.Scores, 0);
        for (var floor = 0; floor < floors.Length; floor++) floors[floor].CopyTo(map.BySize.FloorScores[floor], 0);
        return map;
    }
}
