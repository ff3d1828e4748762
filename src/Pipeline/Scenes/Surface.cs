using System.Numerics;

namespace Steerlens.Pipeline.Scenes;

/// <summary>What a surface is made of, and so how its pixels are coloured.</summary>
internal enum SurfaceKind
{
    /// <summary>Road and land; values: distance, offset, sunlight, rockiness.</summary>
    Ground,

    /// <summary>Land on which a car's shadow may fall; values as for <see cref="Ground"/>.</summary>
    ShadedGround,

    /// <summary>A plain colour; values: red, green, blue, share of mirrored sky.</summary>
    Plain,
}

/// <summary>A corner: where it is in camera space and four values that are spread over the surface.</summary>
internal readonly record struct Corner(Vector3 Place, Vector4 Values);

/// <summary>A triangle on the picture, in sample units, with its values as planes over the picture (each divided by the depth).</summary>
internal struct Triangle
{
    public Vector2 P0;
    public Vector2 P1;
    public Vector2 P2;
    public float Inverse;
    public float InverseX;
    public float InverseY;
    public Vector4 Values;
    public Vector4 ValuesX;
    public Vector4 ValuesY;
    public SurfaceKind Kind;
}

/// <summary>An upright picture that faces the camera: its rectangle in sample units and its depth.</summary>
internal struct Sprite
{
    public float Left;
    public float Top;
    public float Right;
    public float Bottom;
    public float Inverse;
    public int Sheet;
    public bool Mirrored;
    public float Tint;
    public float Sunlight;
}
