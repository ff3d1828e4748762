using System.Numerics;

namespace Steerlens.Pipeline.Scenes;

/// <summary>What lies behind the land: sky with clouds and sun, far mountains, the sea.</summary>
internal sealed class SkyShader
{
    private readonly SceneStyle _style;
    private readonly NoiseTexture _clouds;
    private readonly NoiseTexture _grain;
    private readonly Vector3 _sun;
    private float _drift;

    /// <summary>Makes the sky.</summary>
    public SkyShader(SceneStyle style, NoiseTexture clouds, NoiseTexture grain, Vector3 sun)
    {
        (_style, _clouds, _grain, _sun) = (style, clouds, grain, sun);
        SunTint = style.SunColor / Math.Max(0.01f, Math.Max(style.SunColor.X, Math.Max(style.SunColor.Y, style.SunColor.Z)));
        SunStrength = Math.Min(1, style.SunColor.Y / 2.3f);
    }

    private Vector3 SunTint { get; }

    private float SunStrength { get; }

    /// <summary>Moves clouds and waves to a time in seconds.</summary>
    public void MoveTo(double time) => _drift = (float)(time * 0.12);

    /// <summary>The colour of air in front of far things.</summary>
    public Vector3 Air(Vector3 direction)
    {
        var towards = Math.Max(0, Vector3.Dot(direction, _sun));
        return _style.Horizon + (SunTint * (SunStrength * 0.22f * towards * towards * towards));
    }

    /// <summary>The light from a direction (length 1); above the horizon sky and mountains, below it the sea or far land.</summary>
    /// <param name="direction">World direction, length 1.</param>
    /// <param name="cameraHeight">Metres of the camera above the sea.</param>
    /// <param name="pixel">The angle of a pixel in radians.</param>
    public Vector3 Shade(Vector3 direction, float cameraHeight, float pixel)
    {
        if (direction.Z < 0)
        {
            var below = _style.Land == LandKind.Coast ? Sea(direction, cameraHeight, pixel) : FarLand(direction);
            var edge = 1 + (direction.Z / pixel);
            return edge <= 0 ? below : Vector3.Lerp(below, Sky(direction with { Z = 0 }), 0.5f * edge);
        }
        var sky = Sky(direction);
        return direction.Z > 0.2f ? sky : Mountains(direction, sky, pixel);
    }

    private Vector3 Sky(Vector3 direction)
    {
        var rise = Math.Max(0, direction.Z);
        var share = 1 - MathF.Exp(-rise * 5.5f);
        var color = Vector3.Lerp(Air(direction), _style.Zenith, share);
        var towards = Vector3.Dot(direction, _sun);
        if (towards > 0.9f)
        {
            var glow = (towards - 0.9f) * 10;
            var disc = Math.Clamp((towards - 0.99955f) * 8000, 0, 1);
            color += SunTint * (SunStrength * ((0.5f * glow * glow * glow) + (3.5f * disc) + (0.9f * MathF.Exp((towards - 1) * 900))));
        }
        if (rise < 0.012f) return color;

        // Clouds lie on a plane high above; the angle to it gives their perspective.
        var scale = 62 / (rise + 0.10f);
        var u = (direction.X * scale) + _drift;
        var v = direction.Y * scale;
        var stretch = scale * 0.012f;
        var noise = _clouds.Sample(u, v, stretch) + (0.32f * _clouds.Sample((u * 4) + 11, (v * 4) + 57, stretch * 4));
        var threshold = 0.55f - (1.05f * _style.Clouds);
        var cover = Math.Clamp((noise - threshold) * 2.6f, 0, 1);
        cover *= cover * (3 - (2 * cover)) * Math.Clamp(rise * 16, 0, 1);
        if (cover <= 0) return color;
        var thicker = _clouds.Sample(u + (_sun.X * 7), v + (_sun.Y * 7), stretch) + (0.4f * (noise - threshold));
        var shade = Math.Clamp(1.0f - ((thicker - threshold) * 0.50f), 0.30f, 1);
        var white = ((SunTint * (1.25f * SunStrength * shade)) + (_style.Horizon * 0.45f)) * (0.92f + (0.12f * towards));
        return Vector3.Lerp(color, Vector3.Lerp(white, Air(direction), MathF.Exp(-rise * 9)), cover * 0.95f);
    }

    private Vector3 Mountains(Vector3 direction, Vector3 sky, float pixel)
    {
        var heading = MathF.Atan2(direction.X, direction.Y);
        var presence = 1f;
        if (_style.Land == LandKind.Coast)
        {
            // The mountains run out into headlands on the side of the sea.
            var seaward = heading * _style.SeaSide;
            presence = Math.Clamp((0.42f - seaward) * 1.6f, 0, 1);
            presence = (presence * presence * (3 - (2 * presence))) - 0.02f;
        }
        for (var layer = 0; layer < 2; layer++)
        {
            var texel = heading * (52 + (layer * 47));
            var noise = _clouds.Sample(texel, 12 + (layer * 90), pixel * 60);
            var height = presence * ((layer == 0 ? 0.072f : 0.040f) + (noise * (layer == 0 ? 0.055f : 0.032f)));
            if (_style.Land == LandKind.Plain) height *= 0.55f;
            var cover = Math.Clamp(((height - direction.Z) / pixel) + 0.5f, 0, 1);
            if (cover <= 0) continue;
            var air = Air(direction);
            var slope = _clouds.Sample(texel + 1.5f, 12 + (layer * 90), pixel * 60) - noise;
            var lit = 0.55f + Math.Clamp(slope * 5, -0.25f, 0.3f);
            var land = Vector3.Lerp(_style.Grass, _style.Rock, layer == 0 ? 0.6f : 0.25f) * ((_style.SunColor * lit * 0.6f) + _style.SkyLight);
            var haze = layer == 0 ? 0.80f : 0.58f;
            haze += (1 - haze) * 0.5f * Math.Clamp(1 - (direction.Z / Math.Max(0.01f, height)), 0, 1);
            sky = Vector3.Lerp(sky, Vector3.Lerp(land, air * 0.93f, haze), cover);
        }
        return sky;
    }

    private Vector3 FarLand(Vector3 direction)
    {
        var land = Vector3.Lerp(_style.Grass, _style.DryGrass, 0.4f) * ((_style.SunColor * 0.6f) + _style.SkyLight);
        return Vector3.Lerp(Air(direction), land, Math.Clamp(-direction.Z * 9, 0, 0.5f));
    }

    private Vector3 Sea(Vector3 direction, float cameraHeight, float pixel)
    {
        var fall = Math.Max(1e-4f, -direction.Z);
        var distance = cameraHeight / fall;
        var x = direction.X * distance;
        var y = direction.Y * distance;
        var footprint = distance * pixel / fall;
        var swell = _clouds.Sample((x * 0.9f) + (_drift * 6), (y * 2.1f) - (_drift * 4), footprint * 1.3f);
        var chop = _clouds.Sample((x * 5) - (_drift * 14), (y * 7) + (_drift * 9), footprint * 5);
        var tilt = ((0.055f * swell) + (0.045f * chop)) / (1 + (distance * 0.004f));
        var mirror = 0.02f + (0.98f * MathF.Pow(1 - Math.Clamp(fall + tilt, 0, 1), 5));
        var mirrored = Vector3.Normalize(new Vector3(direction.X, direction.Y, fall + (0.25f * Math.Abs(tilt)) + 0.03f));
        var deep = new Vector3(0.006f, 0.062f, 0.145f);
        var shallow = new Vector3(0.02f, 0.26f, 0.30f);
        var patch = _clouds.Sample(x * 0.12f, y * 0.12f, footprint * 0.12f);
        var water = Vector3.Lerp(shallow, deep, Math.Clamp((distance / 260) + (0.35f * patch), 0, 1)) * (0.45f + (0.55f * SunStrength));
        var skyAbove = Vector3.Lerp(Air(mirrored), _style.Zenith, 1 - MathF.Exp(-mirrored.Z * 7f));
        var color = Vector3.Lerp(water, skyAbove * 0.82f, Math.Min(0.72f, mirror)) * (1 + (3.2f * tilt));
        var towards = Vector3.Dot(mirrored, _sun);
        if (towards > 0.6f)
        {
            var spark = _grain.Sample((x * 3) + (_drift * 40), y * 3, footprint * 3);
            color += SunTint * (SunStrength * MathF.Pow(towards, 60) * Math.Max(0, 0.35f + (spark * 1.8f)));
        }
        var crest = Math.Clamp((chop + (0.6f * swell) - 0.92f) * 4, 0, 1);
        color = Vector3.Lerp(color, new Vector3(0.8f, 0.85f, 0.88f) * (0.3f + (0.7f * SunStrength)), 0.6f * crest);
        var haze = 1 - MathF.Exp(-distance * _style.Fog * 0.16f);
        return Vector3.Lerp(color, Air(direction) * 0.93f, Math.Min(0.7f, haze));
    }
}
