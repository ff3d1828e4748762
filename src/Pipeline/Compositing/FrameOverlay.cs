using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Compositing;

/// <summary>
/// What is drawn on one frame. One instance serves frame after frame: the compositor reads it and keeps nothing but the angles.
/// </summary>
public sealed class FrameOverlay
{
    /// <summary>MapHeight x MapWidth values in the map's own unit; positive = pushes right where <see cref="IsSigned"/>. Not read where a size is 0.</summary>
    public float[] Map { get; set; } = [];

    /// <summary>Rows of the map; 0 where the frame has none.</summary>
    public int MapHeight { get; set; }

    /// <summary>Columns of the map; 0 where the frame has none.</summary>
    public int MapWidth { get; set; }

    /// <summary>The part of the picture that the network sees, in pixels.</summary>
    public MapRectangle Seen { get; set; }

    /// <summary>The part of the picture that the map covers, in pixels: all that the network sees, or less.</summary>
    public MapRectangle Rectangle { get; set; }

    /// <summary>Where the map is strong, for boxes on the picture; null where that was not asked for.</summary>
    public RegionBoxes? Region { get; set; }

    /// <summary>The map value of full colour, above 0.</summary>
    public double FullColor { get; set; } = 1;

    /// <summary>Map values of this size and smaller are transparent; 0 or more.</summary>
    public double Threshold { get; set; }

    /// <summary>Whether the sign of a value means left (negative) and right (positive).</summary>
    public bool IsSigned { get; set; } = true;

    /// <summary>What full colour stands for, for the legend: <c>0.5° per window</c>.</summary>
    public string ScaleLabel { get; set; } = "";

    /// <summary>What is said about the map itself where it must be said, such as <c>no positive evidence</c>; empty otherwise.</summary>
    public string Finding { get; set; } = "";

    /// <summary>The network's angle: radians, positive = right.</summary>
    public double Angle { get; set; }

    /// <summary>The true angle where the footage has one: radians, positive = right.</summary>
    public double? TrueAngle { get; set; }

    /// <summary>The standard deviation of the angles of several trainings of the network, in radians; null where it is not known.</summary>
    public double? AngleSpread { get; set; }

    /// <summary>The network's raw outputs, row by row, where <see cref="OutputGrid"/> says that they are a grid.</summary>
    public float[] Outputs { get; set; } = [];

    /// <summary>Rows and columns of <see cref="Outputs"/>; null where they are no grid and are not drawn.</summary>
    public (int Rows, int Columns)? OutputGrid { get; set; }

    /// <summary>The map's method, for people.</summary>
    public string Method { get; set; } = "";

    /// <summary>The map's target, for people: left, right, hold, auto; empty for signed maps.</summary>
    public string Target { get; set; } = "";

    /// <summary>The network's name.</summary>
    public string Network { get; set; } = "";

    /// <summary>A caution that belongs on the picture, such as <c>training frames</c>; empty otherwise.</summary>
    public string Note { get; set; } = "";

    /// <summary>The map's place among 32, from this frame or the last one that was checked; null for none.</summary>
    public int? Rank { get; set; }

    /// <summary>The threshold as a share of full colour; 1, nothing is painted, where full colour is not above 0.</summary>
    internal double ThresholdShare => FullColor > 0 ? Math.Clamp(Threshold / FullColor, 0, 1) : 1;
}
