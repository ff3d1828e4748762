using System.Numerics;

namespace Steerlens.Pipeline.Scenes;

/// <summary>The veil of light that a low sun ahead throws into a camera: strong around the middle of the horizon, weak everywhere.</summary>
internal sealed class GlareVeil
{
    private static readonly Vector3 Tint = new(1.0f, 0.93f, 0.8f);

    private readonly float _strength;
    private readonly float _centreX;
    private readonly float _centreY;
    private readonly float _scale;

    /// <summary>Prepares it for a picture's size in pixels.</summary>
    public GlareVeil(double glare, int width, int height)
    {
        _strength = (float)glare;
        (_centreX, _centreY) = (0.5f * width, 0.38f * height);
        _scale = 1 / (0.25f * width);
    }

    /// <summary>Whether there is none.</summary>
    public bool IsNone => _strength <= 0;

    /// <summary>Adds the veil to a row of light.</summary>
    public void Add(Span<Vector3> light, int row)
    {
        var down = (row - _centreY) * _scale;
        for (var x = 0; x < light.Length; x++)
        {
            var along = (x - _centreX) * _scale;
            var away = (along * along) + (down * down);
            light[x] += Tint * (_strength * (0.12f + (1.3f / (1 + (3.5f * away)))));
        }
    }
}
