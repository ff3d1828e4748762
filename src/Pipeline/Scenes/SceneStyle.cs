using System.Numerics;

namespace Steerlens.Pipeline.Scenes;

/// <summary>The land beside the road.</summary>
internal enum LandKind
{
    /// <summary>Cliffs and hills on one side, the sea on the other.</summary>
    Coast,

    /// <summary>Open grassland.</summary>
    Plain,

    /// <summary>Woods up to the verge.</summary>
    Forest,
}

/// <summary>One line of paint along the road.</summary>
/// <param name="Offset">Metres right of the road's reference line to the line's middle.</param>
/// <param name="Width">Metres.</param>
/// <param name="Dash">Metres of paint in each period; 0 for an unbroken line.</param>
/// <param name="Period">Metres from one dash to the next.</param>
/// <param name="Color">Linear reflectance of red, green and blue.</param>
internal readonly record struct PaintLine(float Offset, float Width, float Dash, float Period, Vector3 Color);

/// <summary>Traffic in one lane.</summary>
/// <param name="Offset">Metres right of the reference line.</param>
/// <param name="Speed">Metres per second along the road; negative comes towards the camera.</param>
/// <param name="Spacing">Metres between cars on average.</param>
internal readonly record struct TrafficLane(double Offset, double Speed, double Spacing);

/// <summary>Everything that makes one scene look and bend as it does. Colours are linear reflectances or light.</summary>
internal sealed record SceneStyle
{
    public required LandKind Land { get; init; }

    /// <summary>Metres per second.</summary>
    public required double Speed { get; init; }

    public required BendRange Bends { get; init; }

    /// <summary>How high the hills are, as a factor.</summary>
    public required double Hills { get; init; }

    /// <summary>Metres from the reference line to the asphalt's edges, to the right.</summary>
    public required float AsphaltLeft { get; init; }

    public required float AsphaltRight { get; init; }

    /// <summary>The middle and the width of the lane that the camera drives in, in metres.</summary>
    public required double LaneOffset { get; init; }

    public required double LaneWidth { get; init; }

    public required PaintLine[] Lines { get; init; }

    public required TrafficLane[] Traffic { get; init; }

    /// <summary>How far the car weaves around the lane's middle, in metres.</summary>
    public double Weave { get; init; } = 0.22;

    /// <summary>Metres of the camera above the road.</summary>
    public double CameraHeight { get; init; } = 1.3;

    /// <summary>Radians added to the camera's resting pitch.</summary>
    public double CameraPitch { get; init; }

    /// <summary>The side of the sea: 1 right, -1 left.</summary>
    public int SeaSide { get; init; } = 1;

    /// <summary>Metres from the road's mean height down to the sea.</summary>
    public double SeaDepth { get; init; } = 17;

    /// <summary>Where the sun stands: clockwise from the road's first direction, and above the horizon; radians.</summary>
    public double SunHeading { get; init; } = 1.9;

    public double SunHeight { get; init; } = 0.75;

    public Vector3 SunColor { get; init; } = new(2.5f, 2.3f, 1.95f);

    public Vector3 SkyLight { get; init; } = new(0.42f, 0.52f, 0.72f);

    public Vector3 Zenith { get; init; } = new(0.055f, 0.20f, 0.62f);

    public Vector3 Horizon { get; init; } = new(0.58f, 0.74f, 0.93f);

    /// <summary>0: a clear sky, 1: overcast.</summary>
    public float Clouds { get; init; } = 0.45f;

    /// <summary>The share of light that 1 m of air swallows.</summary>
    public float Fog { get; init; } = 0.0011f;

    public Vector3 Asphalt { get; init; } = new(0.125f, 0.125f, 0.13f);

    public Vector3 Verge { get; init; } = new(0.30f, 0.26f, 0.19f);

    public Vector3 Grass { get; init; } = new(0.115f, 0.165f, 0.045f);

    public Vector3 DryGrass { get; init; } = new(0.33f, 0.27f, 0.12f);

    public Vector3 Rock { get; init; } = new(0.30f, 0.235f, 0.165f);

    public Vector3 LeafDark { get; init; } = new(0.035f, 0.075f, 0.02f);

    public Vector3 LeafLight { get; init; } = new(0.13f, 0.20f, 0.045f);

    /// <summary>How worn the paint is, 0..1.</summary>
    public float Wear { get; init; } = 0.25f;

    public float Exposure { get; init; } = 1.0f;
}
