using System.Numerics;

namespace Steerlens.Pipeline.Scenes;

/// <summary>Where the camera is and how it looks; turns world points (m) into camera space: x right, y up, z ahead.</summary>
internal readonly struct SceneCamera
{
    /// <summary>The horizontal field of view in radians.</summary>
    public const double Field = Math.PI / 3;

    /// <summary>How far the camera looks down, in radians: the horizon of a level 16:9 picture lies at 0.45 of its height.</summary>
    public const double RestingPitch = -0.03247;

    private readonly double _x;
    private readonly double _y;
    private readonly double _z;

    /// <summary>Makes the camera from its place (m), its heading clockwise from y and its pitch upwards (radians).</summary>
    public SceneCamera(double x, double y, double z, double heading, double pitch)
    {
        (_x, _y, _z, Heading) = (x, y, z, heading);
        var (sin, cos) = Math.SinCos(heading);
        var (rise, flat) = Math.SinCos(pitch);
        Right = new Vector3((float)cos, (float)-sin, 0);
        Ahead = new Vector3((float)(sin * flat), (float)(cos * flat), (float)rise);
        Up = new Vector3((float)(-sin * rise), (float)(-cos * rise), (float)flat);
    }

    /// <summary>Heading clockwise from y, in radians.</summary>
    public double Heading { get; }

    /// <summary>The height above the scene's zero.</summary>
    public double Height => _z;

    /// <summary>The world direction to the right of the picture.</summary>
    public Vector3 Right { get; }

    /// <summary>The world direction into the picture.</summary>
    public Vector3 Ahead { get; }

    /// <summary>The world direction to the top of the picture.</summary>
    public Vector3 Up { get; }

    /// <summary>Pixels between two rays that part by 45 degrees from the axis.</summary>
    public static double FocalLength(int width) => width / (2 * Math.Tan(Field / 2));

    /// <summary>The world point seen from the camera, in world directions.</summary>
    public Vector3 Relative(double x, double y, double z) => new((float)(x - _x), (float)(y - _y), (float)(z - _z));

    /// <summary>A point given by <see cref="Relative"/> in camera space.</summary>
    public Vector3 Turn(Vector3 relative) => new(Vector3.Dot(relative, Right), Vector3.Dot(relative, Up), Vector3.Dot(relative, Ahead));
}
