using System.Numerics;

namespace Steerlens.Pipeline.Scenes;

/// <summary>A place on the ground as the shader sees it, and how much ground one pixel covers.</summary>
/// <param name="Distance">Metres along the road from the shader's origin.</param>
/// <param name="Offset">Metres right of the reference line.</param>
/// <param name="Sunlight">The cosine between the ground's normal and the sun; below 0 in its own shadow.</param>
/// <param name="Rock">The share of bare rock, 0..1.</param>
/// <param name="Height">Metres above the sea or the scene's zero.</param>
/// <param name="AlongFootprint">Metres along the road in one pixel.</param>
/// <param name="AcrossFootprint">Metres across the road in one pixel.</param>
/// <param name="Pixel">Metres that one pixel spans on a surface that faces the camera.</param>
internal readonly record struct GroundPoint(
    float Distance,
    float Offset,
    float Sunlight,
    float Rock,
    float Height,
    float AlongFootprint,
    float AcrossFootprint,
    float Pixel);

/// <summary>The colour of road, verge and land.</summary>
internal sealed class GroundShader
{
    /// <summary>The shader's distances begin again after so many metres; all textures repeat in it.</summary>
    public const int Period = 4096;

    private readonly SceneStyle _style;
    private readonly RoadEvents _events;
    private readonly NoiseTexture _clouds;
    private readonly NoiseTexture _grain;

    /// <summary>Makes the shader.</summary>
    public GroundShader(SceneStyle style, RoadEvents events, NoiseTexture clouds, NoiseTexture grain) => (_style, _events, _clouds, _grain) = (style, events, clouds, grain);

    /// <summary>The share of a pixel's ground that is lane paint, 0..1, and the paint's colour.</summary>
    /// <param name="point">The place.</param>
    /// <param name="phase">Metres of road before the shader's origin; keeps dashes where they are.</param>
    /// <param name="color">Linear reflectance.</param>
    public float Paint(in GroundPoint point, double phase, out Vector3 color)
    {
        color = default;
        var total = 0f;
        var across = Math.Max(point.AcrossFootprint, 0.004f);
        foreach (ref readonly var line in _style.Lines.AsSpan())
        {
            var half = 0.5f * line.Width;
            var reach = 0.5f * across;
            var away = Math.Abs(point.Offset - line.Offset);
            if (away > half + reach) continue;
            var cover = (Math.Min(half, away + reach) - Math.Max(-half, away - reach)) / across;
            if (line.Dash > 0) cover *= Dash(point.Distance + (float)(phase % line.Period), point.AlongFootprint, line);
            if (cover <= total) continue;
            total = cover;
            color = line.Color;
        }
        total *= _events.PaintLeft;
        var stray = _events.Stray(point.Distance + phase, point.Offset, across, out var strayColor);
        if (stray > total) (total, color) = (stray, strayColor);
        return Math.Min(1, total);
    }

    /// <summary>The light that comes from the ground towards the camera, before the air between.</summary>
    /// <param name="point">The place.</param>
    /// <param name="phase">As for <see cref="Paint"/>.</param>
    /// <param name="shadow">The share of sunlight that reaches the place past cars and trees, 0..1.</param>
    /// <param name="occlusion">The share of sky light that reaches it, 0..1.</param>
    public Vector3 Shade(in GroundPoint point, double phase, float shadow, float occlusion)
    {
        var (along, across) = (point.AlongFootprint, point.AcrossFootprint);
        var inside = Math.Min(point.Offset - _style.AsphaltLeft, _style.AsphaltRight - point.Offset);
        if (Math.Abs(inside) < 3) inside += 0.14f * _clouds.Sample(point.Distance * 16, 60, along * 16);
        if (_style.Land == LandKind.Plain && inside < 0)
        {
            // The other carriageway, beyond the central strip.
            inside = Math.Min(point.Offset - (_style.AsphaltLeft - 17.6f), (_style.AsphaltLeft - 7.4f) - point.Offset);
        }
        var asphalt = Math.Clamp((inside / Math.Max(0.05f, across)) + 0.5f, 0, 1);
        var color = Vector3.Zero;
        var sunlight = Math.Max(0, point.Sunlight);
        if (asphalt < 1) color = LandColor(point, inside);
        if (asphalt > 0)
        {
            var road = Asphalt(point);
            var paint = Paint(point, phase, out var paintColor);
            if (paint > 0)
            {
                var worn = _clouds.Sample(point.Distance * 32, point.Offset * 64, Math.Max(along * 32, across * 64)) + (0.6f * _grain.Sample(point.Distance * 32, point.Offset * 32, along * 32));
                paint *= 1 - (_style.Wear * Math.Clamp(0.35f + (1.3f * worn), 0, 1));
                road = Vector3.Lerp(road, paintColor, paint);
            }
            color = Vector3.Lerp(color, road, asphalt);
        }
        var light = (_style.SunColor * (sunlight * shadow * _events.Sunlight(point.Distance + phase, point.Offset, along))) + (_style.SkyLight * occlusion);
        var seen = color * light;
        return asphalt > 0 && _events.IsWet ? Vector3.Lerp(seen, _events.Wet(seen, point.Pixel / Math.Max(along, 1e-4f)), asphalt) : seen;
    }

    private Vector3 Asphalt(in GroundPoint point)
    {
        var (along, across) = (point.AlongFootprint, point.AcrossFootprint);
        var grain = _grain.Sample(point.Distance * 64, point.Offset * 64, Math.Max(along, across) * 64);
        var streak = _clouds.Sample(point.Distance * 2, (point.Offset * 32) + 17, Math.Max(along * 2, across * 32));
        var patch = _clouds.Sample(point.Distance * 4, point.Offset * 8, Math.Max(along * 4, across * 8));
        var lane = (point.Offset - (float)_style.LaneOffset) / (float)_style.LaneWidth;
        // A cosine of four pi times the lane's share, from its parabola: light between the wheels' tracks.
        var wave = (lane * 2) - MathF.Floor(lane * 2) - 0.5f;
        var tracks = (wave * wave * 8) - 1;
        var value = 1 + (0.20f * grain) + (0.10f * streak) + (0.13f * patch) - (0.05f * tracks);
        // A crack wanders along the lane where the road is old, sealed with tar.
        var age = _clouds.Sample(point.Distance * 2, 200, along * 2);
        if (age > 0.1f)
        {
            var wander = (0.5f * _clouds.Sample(point.Distance * 4, 60, along * 4)) + (0.10f * _clouds.Sample(point.Distance * 32, 20, along * 32));
            var away = Math.Abs(point.Offset - (float)_style.LaneOffset + 0.9f - wander);
            var half = 0.020f * Math.Min(1, (age - 0.1f) * 6);
            var cover = Math.Clamp((half + (0.5f * across) - away) / across, 0, Math.Min(1, 2 * half / across));
            value *= 1 - (0.30f * cover);
        }
        return _style.Asphalt * Math.Max(0.3f, value);
    }

    private Vector3 LandColor(in GroundPoint point, float inside)
    {
        var (along, across) = (point.AlongFootprint, point.AcrossFootprint);
        // A little sharper than the footprint asks for: grass that is averaged fully looks like felt.
        var footprint = 0.5f * Math.Max(along, across);
        var beyond = -inside;
        // The height counts too, so that steep faces are not smeared.
        var v = point.Offset + point.Height;
        var broad = _clouds.Sample((point.Distance * 2) + 40, (v * 2) + 90, footprint * 2);
        var fine = _clouds.Sample(point.Distance * 16, v * 16, footprint * 16);
        var grain = _grain.Sample(point.Distance * 16, v * 16, footprint * 16);
        var dry = Math.Clamp(0.45f + (0.8f * broad) + (0.35f * fine), 0, 1);
        var grass = Vector3.Lerp(_style.Grass, _style.DryGrass, dry * (_style.Land == LandKind.Forest ? 0.8f : 0.6f));
        grass *= 1 + (0.34f * fine) + (0.30f * grain);
        if (_style.Land == LandKind.Forest)
        {
            var litter = Math.Clamp((beyond - 2.5f + (1.2f * broad)) * 0.6f, 0, 1);
            grass = Vector3.Lerp(grass, new Vector3(0.10f, 0.065f, 0.035f) * (1 + (0.5f * fine) + (0.4f * grain)), litter * 0.8f);
        }
        else if (beyond > 5)
        {
            // Bushes and scrub, dark on the slopes.
            var scrub = _clouds.Sample((point.Distance * 4) + 130, (v * 4) + 10, footprint * 4);
            var share = Math.Clamp((scrub - 0.12f + (0.25f * fine)) * 4, 0, 1) * Math.Clamp((beyond - 5) * 0.25f, 0, 0.8f);
            grass = Vector3.Lerp(grass, Vector3.Lerp(_style.LeafDark, _style.LeafLight, 0.4f + (0.4f * fine)), share);
        }
        var gravel = Math.Clamp((1.05f - beyond + (0.35f * fine)) * 2.2f, 0, 1) * (_style.Land == LandKind.Forest ? 0.75f : 1);
        var color = Vector3.Lerp(grass, _style.Verge * (1 + (0.35f * grain) + (0.2f * fine)), gravel);
        if (point.Rock > 0)
        {
            // Slanting strata, broken by boulders and cracks.
            var size = Math.Max(point.Pixel, 0.4f * along);
            var bent = point.Height + (0.22f * point.Distance) + (1.6f * broad);
            var layers = _clouds.Sample(point.Distance * 2, (bent * 16) + 33, size * 16);
            var boulders = _clouds.Sample((point.Distance * 14) + 70, (point.Height * 18) + (point.Offset * 6), size * 16);
            var crack = Math.Clamp(1 - (Math.Abs(_clouds.Sample((point.Distance * 6) + 20, point.Height * 3, size * 6)) * 14), 0, 1);
            var rock = _style.Rock * Math.Max(0.16f, 0.92f + (0.75f * layers) + (0.75f * boulders) + (0.15f * grain) - (0.4f * crack));
            var share = Math.Clamp((point.Rock * 1.7f) - 0.35f + (0.6f * broad) + (0.25f * fine), 0, 1);
            color = Vector3.Lerp(color, rock, share);
        }
        return color;
    }

    private static float Dash(float distance, float footprint, in PaintLine line)
    {
        // The integral of the dashes over the footprint: as exact far away, where many fit into a pixel, as near.
        var reach = Math.Max(footprint, 0.01f);
        return (Painted(distance + (0.5f * reach), line) - Painted(distance - (0.5f * reach), line)) / reach;
    }

    private static float Painted(float distance, in PaintLine line)
    {
        var periods = MathF.Floor(distance / line.Period);
        return (periods * line.Dash) + Math.Min(line.Dash, distance - (periods * line.Period));
    }
}
