using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Truth;

namespace Steerlens.Pipeline.Verification;

/// <summary>Sums the frames of a map up: means with intervals, turning and nearly straight frames apart.</summary>
internal sealed class TruthSummary
{
    private readonly IReadOnlyList<SampledFrame> _frames;
    private readonly BlockBootstrap _bootstrap;

    /// <summary>Prepares the blocks.</summary>
    public TruthSummary(IReadOnlyList<SampledFrame> frames)
    {
        _frames = frames;
        var spacings = frames.Zip(frames.Skip(1), (frame, next) => next.Seconds - frame.Seconds).Where(spacing => spacing > 0).Order().ToArray();
        BlockFrames = spacings.Length == 0 ? 1 : Math.Max(1, (int)Math.Round(BlockBootstrap.Seconds / spacings[spacings.Length / 2]));
        _bootstrap = new BlockBootstrap(BlockFrames);
    }

    /// <summary>Frames of one block.</summary>
    public int BlockFrames { get; }

    /// <summary>Frames that turn.</summary>
    public int TurningFrames => _frames.Count(IsTurning);

    /// <summary>One map's line.</summary>
    public MapTruth Of(MapSeries map, RoadStudy? road)
    {
        // A map without any evidence correlates with nothing, which is no merit of it.
        var last = map.LayerCorrelations is [.., var whole] && map.BySize.Pixels.Any(pixels => pixels.Max() > pixels.Min()) ? whole : (double?)null;
        return new MapTruth
        {
            Name = map.Name,
            Fills = [.. map.Fills.Select(fill => fill.ToString().ToLowerInvariant())],
            Size = Judge(map.BySize),
            Direction = map.ByDirection is { } direction ? Judge(direction) : null,
            MedianRank = Median(map.Ranks),
            LayerCorrelations = last is null ? null : map.LayerCorrelations,
            PassesRandomisation = last is null ? null : last < MapQuestions.RandomisationLimit,
            MaximumSensitivity = Known(map.Sensitivity),
            Steadiness = Known(map.Steadiness),
            ObjectCorrelation = Known(road?.ObjectCorrelation(map)),
            PaintRatio = Known(road?.PaintRatio(map)),
            PaintHits = Known(road?.PaintHits(map)),
        };
    }

    private DeletionTruth Judge(ScoredMaps maps)
    {
        // Without a turning frame the floors are compared on all frames: better than on none.
        Func<SampledFrame, bool> compared = TurningFrames > 0 ? IsTurning : _ => true;
        var floors = ScoredMaps.Floors.Select((floor, index) => Gain(floor, maps.Scores, maps.FloorScores[index], compared)).ToArray();
        return new DeletionTruth
        {
            Turning = TruthInterval.Degrees(_bootstrap.Mean(Where(maps.Scores, IsTurning))),
            Straight = TruthInterval.Degrees(_bootstrap.Mean(Where(maps.Scores, frame => !IsTurning(frame)))),
            Floors = floors,
            BeatsEveryFloor = floors.Any(floor => floor.IsBeaten is not null) ? floors.All(floor => floor.IsBeaten is not false) : null,
        };
    }

    /// <summary>A value that JSON can hold.</summary>
    public static double? Known(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private static bool IsTurning(SampledFrame frame) => Math.Abs(frame.Angle) >= AutoTarget.Threshold;

    private static double Median(MapRank[] ranks)
    {
        var sorted = ranks.Select(rank => rank.Rank).Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2d;
    }

    private FloorGain Gain(string floor, double[] scores, double[] floorScores, Func<SampledFrame, bool> compared)
    {
        var (own, others) = (Where(scores, compared), Where(floorScores, compared));
        var known = own.Zip(others).Where(pair => double.IsFinite(pair.First) && double.IsFinite(pair.Second)).ToArray();
        var share = known.Length == 0 ? 0 : known.Count(pair => pair.First > pair.Second) / (double)known.Length;
        return new FloorGain(floor, share, TruthInterval.Degrees(_bootstrap.Difference(own, others)));
    }

    private double[] Where(double[] values, Func<SampledFrame, bool> isWanted) =>
        [.. values.Select((value, frame) => isWanted(_frames[frame]) ? value : double.NaN)];
}
