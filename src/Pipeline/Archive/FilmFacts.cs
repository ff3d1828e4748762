namespace Steerlens.Pipeline.Archive;

/// <summary>What is in an annotated film, in numbers and a few small pictures.</summary>
internal sealed record FilmFacts
{
    /// <summary>Frames that were written.</summary>
    public required long Frames { get; init; }

    /// <summary>From the first frame to the end of the last one.</summary>
    public required double Seconds { get; init; }

    /// <summary>Frames by angle: see <see cref="AngleHistogram"/>.</summary>
    public required IReadOnlyList<long> Histogram { get; init; }

    /// <summary>The angle over the film.</summary>
    public required AngleCurve Curve { get; init; }

    /// <summary>Frames whose map holds no positive evidence.</summary>
    public required long WithoutEvidence { get; init; }

    /// <summary>Frames that are unlike everything that the network was trained on; null where nothing is known of that.</summary>
    public long? Unfamiliar { get; init; }

    /// <summary>The most surprising frames, the most surprising one first.</summary>
    public required IReadOnlyList<SurprisingFrame> Surprises { get; init; }

    /// <summary>Their pictures side by side in the same order, a JPEG in Base64; null for none.</summary>
    public string? Pictures { get; init; }
}

/// <summary>Degrees along a film, each point for the same number of frames.</summary>
/// <param name="FramesPerPoint">How many.</param>
/// <param name="Mean">The mean angle of each point's frames.</param>
/// <param name="Least">The angle furthest to the left.</param>
/// <param name="Most">The angle furthest to the right.</param>
internal sealed record AngleCurve(int FramesPerPoint, IReadOnlyList<double> Mean, IReadOnlyList<double> Least, IReadOnlyList<double> Most);

/// <summary>A frame to look at.</summary>
/// <param name="Index">Its number from 0.</param>
/// <param name="Time">Seconds from the film's first frame.</param>
/// <param name="Angle">Degrees, positive = right.</param>
/// <param name="Degrees">How surprising it is.</param>
/// <param name="Reason">Why, for people.</param>
internal sealed record SurprisingFrame(long Index, double Time, double Angle, double Degrees, string Reason);
