using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Outputs;

/// <summary>What is known of one frame once it is done: one line of a sidecar.</summary>
public readonly record struct FrameRecord
{
    /// <summary>The frame's number from 0, in the source.</summary>
    public required long Index { get; init; }

    /// <summary>Presentation time stamp in units of the film's time base.</summary>
    public required long Pts { get; init; }

    /// <summary>The network's steering angle: radians, positive = right.</summary>
    public required double Angle { get; init; }

    /// <summary>The true steering angle where the source knows it: radians, positive = right.</summary>
    public double? TrueAngle { get; init; }

    /// <summary>The standard deviation of the angles of several trainings of the network, in radians; null where there is only one.</summary>
    public double? AngleSpread { get; init; }

    /// <summary>How like the network's training frames the frame is, unlike them below 1; null where nothing is known of those.</summary>
    public double? Familiarity { get; init; }

    /// <summary>The map in numbers; null for a frame without one.</summary>
    public MapStatistics? Map { get; init; }

    /// <summary>The map's place among 32, from 1; null where it was not computed for this frame.</summary>
    public int? Rank { get; init; }

    /// <summary>The map's deletion score in radians; null where it was not computed for this frame.</summary>
    public double? Deletion { get; init; }

    /// <summary>Where the map is strong, in pixels of the source's picture; null where that was not asked for. It is read at once and not kept.</summary>
    public RegionBoxes? Region { get; init; }

    /// <summary>What each stage took.</summary>
    public StageTimings Timings { get; init; }
}

/// <summary>A raw map in numbers, in the unit that the sidecar names.</summary>
/// <param name="Minimum">The smallest value.</param>
/// <param name="Maximum">The largest value.</param>
/// <param name="Mean">The mean of all values.</param>
/// <param name="PositiveShare">The share of values above 0, 0..1.</param>
/// <param name="HasEvidence">Whether the part of the map that was asked for holds any evidence.</param>
public readonly record struct MapStatistics(double Minimum, double Maximum, double Mean, double PositiveShare, bool HasEvidence)
{
    /// <summary>Takes the numbers of a map.</summary>
    /// <param name="map">H x W values; none gives zeros.</param>
    /// <param name="hasEvidence">Whether the part of the map that was asked for holds any evidence; a map of zeros never does.</param>
    public static MapStatistics Of(ReadOnlySpan<float> map, bool hasEvidence)
    {
        if (map.IsEmpty) return new MapStatistics(0, 0, 0, 0, HasEvidence: false);
        var (minimum, maximum, sum, positive) = (double.PositiveInfinity, double.NegativeInfinity, 0.0, 0);
        foreach (var value in map)
        {
            minimum = Math.Min(minimum, value);
            maximum = Math.Max(maximum, value);
            sum += value;
            if (value > 0) positive++;
        }

        return new MapStatistics(minimum, maximum, sum / map.Length, (double)positive / map.Length, hasEvidence && (minimum < 0 || maximum > 0));
    }
}

/// <summary>What each stage took for a frame, in milliseconds; null for a stage that did not run or is not known.</summary>
public readonly record struct StageTimings
{
    /// <summary>Reading the picture.</summary>
    public double? Decode { get; init; }

    /// <summary>Making the network's input.</summary>
    public double? Resize { get; init; }

    /// <summary>The angle.</summary>
    public double? Infer { get; init; }

    /// <summary>The map.</summary>
    public double? Explain { get; init; }

    /// <summary>Drawing.</summary>
    public double? Composite { get; init; }

    /// <summary>Handing the picture to the encoder.</summary>
    public double? Encode { get; init; }
}
