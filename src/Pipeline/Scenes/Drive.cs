namespace Steerlens.Pipeline.Scenes;

/// <summary>Where the car is in one frame.</summary>
/// <param name="Time">Seconds since the first frame.</param>
/// <param name="Distance">Metres along the road.</param>
/// <param name="Offset">Metres right of the lane's middle.</param>
/// <param name="HeadingError">Radians clockwise from the road's direction.</param>
/// <param name="Height">Metres of the camera above the road.</param>
/// <param name="Pitch">Radians of the camera upwards from the road.</param>
/// <param name="Exposure">A factor on the picture's light.</param>
internal readonly record struct DriveState(double Time, double Distance, double Offset, double HeadingError, double Height, double Pitch, float Exposure);

/// <summary>The drive along a road: the car's state and its true steering for each frame, asked for in any order.</summary>
internal sealed class Drive
{
    private readonly SceneOptions _options;
    private readonly SceneStyle _style;
    private readonly SceneRandom _jumps;
    private readonly (double Strength, double Length, double Phase)[] _weave;

    /// <summary>Makes the drive and its road.</summary>
    public Drive(SceneOptions options, SceneStyle style)
        : this(options, style, RoadPath.Winding(StepOf(options, style) * options.FrameCount, style.Bends, style.Hills, new SceneRandom(options.Seed, "road")))
    {
    }

    /// <summary>Makes the drive along a road.</summary>
    public Drive(SceneOptions options, SceneStyle style, RoadPath road)
    {
        (_options, _style, Road) = (options, style, road);
        _jumps = new SceneRandom(options.Seed, "jumps");
        Step = StepOf(options, style);
        var random = new SceneRandom(options.Seed, "weave");
        var stretch = style.Speed / 15;
        _weave =
        [
            (style.Weave * 0.65, 95 * stretch * random.Between(0, 0.9, 1.1), random.Between(1, 0, 2 * Math.PI)),
            (style.Weave * 0.35, 52 * stretch * random.Between(2, 0.9, 1.1), random.Between(3, 0, 2 * Math.PI)),
        ];
    }

    /// <summary>The road.</summary>
    public RoadPath Road { get; }

    /// <summary>Metres from one frame to the next.</summary>
    public double Step { get; }

    /// <summary>Metres from the car to the point that the driver aims at.</summary>
    public double LookAhead => Math.Clamp(_style.Speed, 10, 16);

    /// <summary>The car's state in a frame.</summary>
    public DriveState At(long index)
    {
        var distance = index * Step;
        var offset = 0.0;
        var slope = 0.0;
        foreach (var (strength, length, phase) in _weave)
        {
            var angle = (2 * Math.PI * distance / length) + phase;
            offset += strength * Math.Sin(angle);
            slope += strength * 2 * Math.PI / length * Math.Cos(angle);
        }
        var heading = Math.Atan(slope);
        var (height, pitch, exposure) = (_style.CameraHeight, _style.CameraPitch, 1.0);
        var variation = _options.Variation;
        if (variation > 0)
        {
            offset += variation * _jumps.Between(index * 8, -1, 1);
            heading += variation * _jumps.Between((index * 8) + 1, -1, 1) * Math.PI / 36;
            height += variation * _jumps.Between((index * 8) + 2, -0.05, 0.05);
            pitch += variation * _jumps.Between((index * 8) + 3, -0.012, 0.012);
            exposure += variation * _jumps.Between((index * 8) + 4, -0.3, 0.3);
        }
        return new DriveState(distance / _style.Speed, distance, offset, heading, height, pitch, (float)exposure);
    }

    /// <summary>The true steering-wheel angle in radians, positive = right.</summary>
    public double TrueAngle(DriveState state)
    {
        var car = Road.At(state.Distance, _style.LaneOffset + state.Offset);
        var aim = Road.At(state.Distance + LookAhead, _style.LaneOffset);
        var (sin, cos) = Math.SinCos(car.Heading + state.HeadingError);
        var (x, y) = (aim.X - car.X, aim.Y - car.Y);
        return PurePursuit.WheelAngle((x * cos) - (y * sin), (x * sin) + (y * cos));
    }

    /// <summary>The camera in a frame.</summary>
    public SceneCamera Camera(DriveState state)
    {
        var car = Road.At(state.Distance, _style.LaneOffset + state.Offset);
        var slope = (Road.Height(state.Distance + 2.5) - Road.Height(state.Distance - 1)) / 3.5;
        return new SceneCamera(
            car.X,
            car.Y,
            Road.Height(state.Distance) + state.Height,
            car.Heading + state.HeadingError,
            Math.Atan(slope) + SceneCamera.RestingPitch + state.Pitch);
    }

    /// <summary>Frames for training lie further apart, so that they differ.</summary>
    private static double StepOf(SceneOptions options, SceneStyle style) => style.Speed / options.Rate.ToDouble() * (1 + (5 * options.Variation));
}
