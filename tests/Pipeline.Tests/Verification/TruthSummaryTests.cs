using System.Text;
using Steerlens.Kernels.Maps;
using Steerlens.Pipeline.Verification;

namespace Steerlens.Pipeline.Tests.Verification;

public sealed class TruthSummaryTests
{
    [Fact]
    public void Of_FramesThatTurnAndNot_AreJudgedApart()
    {
        // Eight frames turn, eight do not, in turn; four seconds are eight frames.
        var frames = Frames([.. Enumerable.Range(0, 16).Select(index => index % 2 == 0 ? 0.3 : 0.02)]);
        var map = Map(frames, index => index % 2 == 0 ? 4 : 1, index => index % 2 == 0 ? 0 : 9, index => index % 4 == 0 ? 9 : 3, index => index % 2 == 0 ? 3 : 0);

        var truth = new TruthSummary(frames).Of(map, null).Size;

        Assert.Equal(4, double.DegreesToRadians(truth.Turning!.Mean), 12);
        Assert.Equal(1, double.DegreesToRadians(truth.Straight!.Mean), 12);
        Assert.Equal([1, 0.5, 1, 0, 0], truth.Floors.Select(floor => floor.FramesBeaten));
        Assert.Equal([true, false, true, null, null], truth.Floors.Select(floor => floor.IsBeaten));
        Assert.False(truth.BeatsEveryFloor);
    }

    [Fact]
    public void Of_NoFrameTurns_FloorsAreComparedOnAll()
    {
        var frames = Frames(new double[16]);
        var truth = new TruthSummary(frames).Of(Map(frames, index => 2 + (index % 3), _ => 1), null).Size;
        Assert.Null(truth.Turning);
        Assert.True(truth.Floors[0].IsBeaten);
        Assert.True(truth.BeatsEveryFloor);
    }

    [Fact]
    public void Of_LessThanTwoBlocks_NothingIsClaimed()
    {
        var frames = Frames(new double[15]);
        var truth = new TruthSummary(frames).Of(Map(frames, _ => 2, _ => 1), null).Size;
        Assert.Equal(2, double.DegreesToRadians(truth.Straight!.Mean), 12);
        Assert.Null(truth.Straight.Low);
        Assert.Null(truth.Floors[0].IsBeaten);
        Assert.Null(truth.BeatsEveryFloor);
    }

    [Fact]
    public void BlockFrames_SpacingOfFrames_FourSecondsOrOneFrame()
    {
        Assert.Equal(8, new TruthSummary(Frames(0, 0, 0)).BlockFrames);
        Assert.Equal(1, new TruthSummary([new SampledFrame(0, 0, []), new SampledFrame(200, 9, [])]).BlockFrames);
        Assert.Equal(1, new TruthSummary(Frames(0)).BlockFrames);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, true)]
    public void Of_MapWithoutEvidence_PassesNoRandomisation(float value, bool? passes)
    {
        var frames = Frames(new double[3]);
        var map = Map(frames, _ => 0);
        map.LayerCorrelations = [0.2, 0];
        map.BySize.Pixels[1][2] = value;

        Assert.Equal(passes, new TruthSummary(frames).Of(map, null).PassesRandomisation);
    }

    [Theory]
    [InlineData(1, 0.1, "1 frame,", null)]
    [InlineData(9, 1.1, "9 frames,", null)]
    [InlineData(16, 2.0, "16 frames,", "rest on 2 blocks")]
    public void Table_FewFrames_CautionsOfIntervalsOnlyWhereThereAreSome(int count, double blocks, string words, string? caution)
    {
        var frames = Frames(new double[count]);
        var text = VerifyTable.Of(new VerifyResult
        {
            Source = "drive.mp4",
            Network = "pilotnet",
            Frames = count,
            TurningFrames = 0,
            BlockFrames = 8,
            Blocks = blocks,
            LeftOut = [],
            Maps = [new TruthSummary(frames).Of(Map(frames, index => 2 + (index % 3), _ => 1, _ => 1, _ => 1, _ => 1, _ => 1), null)],
        });

        Assert.Contains(words, text, StringComparison.Ordinal);
        if (caution is null) Assert.DoesNotContain("narrower", text, StringComparison.Ordinal);
        else Assert.Contains(caution, text, StringComparison.Ordinal);
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

    private static MapSeries Map(SampledFrame[] frames, Func<int, double> score, params Func<int, double>[] floors)
    {
        var map = new MapSeries("test", [.. frames.Select(_ => new float[4])], null, [Fill.Blur, Fill.Mean]);
        for (var frame = 0; frame < frames.Length; frame++)
        {
            map.BySize.Scores[frame] = score(frame);
            for (var floor = 0; floor < floors.Length; floor++) map.BySize.FloorScores[floor][frame] = floors[floor](frame);
        }

        return map;
    }
}
