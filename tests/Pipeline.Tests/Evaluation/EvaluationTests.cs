using System.Xml.Linq;
using Steerlens.Kernels.Truth;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Evaluation;

namespace Steerlens.Pipeline.Tests.Evaluation;

public sealed class EvaluationTests
{
    [Fact]
    public void Judge_ConstantError_IsItsSize()
    {
        var frames = Frames(200, truth => truth + double.DegreesToRadians(2));
        var judge = new DriveJudge(frames, 0.1);

        var scores = judge.Network();

        Assert.Equal((2, 2, 1), (Math.Round(scores.RmseDegrees.Value, 9), Math.Round(scores.MaeDegrees.Value, 9), Math.Round(scores.Correlation!.Value, 9)));
        Assert.Equal(40, judge.Block);
        Assert.True(judge.BeatsZero());
        Assert.Equal(Math.Sqrt(frames.Average(frame => Math.Pow(double.RadiansToDegrees(frame.Truth), 2))), judge.Always(0).RmseDegrees.Value, 9);
    }

    [Fact]
    public void Judge_WrongSign_IsWorseThanStraightOn()
    {
        var judge = new DriveJudge(Frames(200, truth => -truth), 0.1);

        Assert.False(judge.BeatsZero());
        Assert.Equal(-1, judge.Network().Correlation!.Value, 9);
    }

    [Fact]
    public void Judge_TruthThatNeverChanges_HasNoCorrelation()
    {
        Assert.Null(new DriveJudge(Frames(200, _ => 0.1).Select(frame => frame with { Truth = 0.2 }).ToList(), 0.1).Network().Correlation);
        Assert.Null(new DriveJudge(Frames(200, _ => 0.1), 0.1).Network().Correlation);
    }

    [Fact]
    public void Judge_ShortDrive_HasNoIntervals()
    {
        var judge = new DriveJudge(Frames(60, truth => truth * 1.1), 0.1);

        Assert.Equal((null, null), (judge.Network().RmseDegrees.Low, judge.Network().Correlation!.High));
        Assert.Null(judge.BeatsZero());
    }

    [Fact]
    public void CorrelationBootstrap_NoisyValues_HoldsTheCorrelation()
    {
        var random = new Random(3);
        var first = Enumerable.Range(0, 600).Select(index => Math.Sin(index / 20d)).ToArray();
        double[] second = [.. first.Select(value => value + (random.NextDouble() - 0.5))];

        var interval = new CorrelationBootstrap(20).Of(first, second);

        Assert.Equal(Correlation.Pearson(first, second), interval.Mean, 12);
        Assert.True(interval.Low < interval.Mean && interval.Mean < interval.High && interval.High - interval.Low is > 0.005 and < 0.1, $"{interval}");
    }

    [Fact]
    public void Timeline_LongGap_TakesLittleRoom()
    {
        EvaluatedFrame[] frames = [Frame(0, 0, isCut: true), Frame(1, 50), Frame(2, 1050, isCut: true), Frame(3, 1100)];

        var timeline = new DriveTimeline(frames, 100, 1100);

        var (left, right, seconds) = Assert.Single(timeline.Gaps);
        Assert.Equal(1000, seconds);
        Assert.InRange(right - left, 20, 60);
        Assert.Equal((100, 1100), (timeline.Place(0), Math.Round(timeline.Place(1100), 6)));
        Assert.Equal(timeline.Place(50) - timeline.Place(0), timeline.Place(1100) - timeline.Place(1050), 6);
        Assert.All(timeline.Ticks(), tick => Assert.True(tick.Seconds <= 50 || tick.Seconds >= 1050));
    }

    [Fact]
    public void WorstFrames_Neighbours_AreShownOnce()
    {
        EvaluatedFrame[] frames = [new(0, 0, 0.5, 0, true), new(1, 0.5, 0.6, 0, false), new(2, 10, -0.4, 0, false), new(3, 20, 0.1, 0, false)];

        Assert.Equal([1, 2, 3], WorstFrames.Choose(frames).Select(frame => frame.Number));
    }

    [Fact]
    public void Plot_DriveWithGap_BreaksItsLines()
    {
        var frames = Frames(40, truth => truth).Select((frame, index) => frame with { FollowsGap = index is 0 or 20, Seconds = frame.Seconds + (index >= 20 ? 30 : 0) }).ToArray();
        var svg = new SvgSurface(EvaluationPlot.Width, EvaluationPlot.Height);

        EvaluationPlot.Draw(frames, Result("a <strange> & \"odd\" name"), svg);

        var root = XDocument.Parse(svg.ToString()).Root!;
        var lines = root.Elements().Where(element => element.Name.LocalName is "polyline").Select(element => element.Attribute("points")!.Value.Split(' ').Length).Where(points => points > 2);
        Assert.Equal([20, 20, 20, 20, 20, 20], lines);
        Assert.Contains(root.Elements(), element => element.Value.StartsWith("a <strange> & \"odd\" name on", StringComparison.Ordinal));
    }

    private static List<EvaluatedFrame> Frames(int count, Func<double, double> angle) =>
        [.. Enumerable.Range(0, count).Select(index => (Index: index, Truth: 0.3 * Math.Sin(index / 7d))).Select(frame => new EvaluatedFrame(frame.Index, frame.Index * 0.1, angle(frame.Truth), frame.Truth, frame.Index == 0))];

    private static EvaluatedFrame Frame(int number, double seconds, bool isCut = false) => new(number, seconds, 0, 0, isCut);

    private static EvaluationResult Result(string network)
    {
        var scores = new DriverScores(new ScoreInterval(1, null, null), new ScoreInterval(1, null, null), new ScoreInterval(0.5, null, null));
        return new EvaluationResult
        {
            Drive = "drive/labels.csv",
            Network = network,
            Caution = "",
            Frames = 40,
            DriveFrames = 40,
            Seconds = 34,
            Gaps = 1,
            BlockFrames = 40,
            Scores = scores,
            AlwaysZero = scores,
            DriveMean = scores,
            BeatsZero = null,
            Worst = [],
        };
    }
}
