namespace Steerlens.Pipeline.Scenes;

/// <summary>The shape of the land: its height and how rocky it is, beside a road.</summary>
internal sealed class Land
{
    private readonly SceneStyle _style;
    private readonly NoiseTexture _clouds;

    /// <summary>Makes the land.</summary>
    public Land(SceneStyle style, NoiseTexture clouds)
    {
        (_style, _clouds) = (style, clouds);
        Offsets = MakeOffsets(style);
    }

    /// <summary>The offsets from the reference line, in metres from left to right, at which a cross-section bends.</summary>
    public float[] Offsets { get; }

    /// <summary>Metres above (or below) the road, and the share of bare rock 0..1, at a distance and offset; road height in metres over the sea.</summary>
    public (float Height, float Rock) At(float distance, float offset, float roadHeight)
    {
        if (offset >= _style.AsphaltLeft && offset <= _style.AsphaltRight) return (0, 0);
        var side = offset > 0 ? 1 : -1;
        var beyond = side > 0 ? offset - _style.AsphaltRight : _style.AsphaltLeft - offset;
        return _style.Land switch
        {
            LandKind.Coast when side == _style.SeaSide => SeaShore(distance, beyond, roadHeight),
            LandKind.Coast => Hillside(distance, beyond),
            LandKind.Plain => (Plain(distance, offset, beyond), 0),
            _ => (Wood(distance, offset, beyond), 0),
        };
    }

    private (float Height, float Rock) SeaShore(float distance, float beyond, float roadHeight)
    {
        if (beyond < 1.9f) return (-0.03f * beyond, 0);
        var wide = _clouds.Sample(distance * 0.9f, 31);
        var steep = 0.75f + (0.45f * wide);
        var rough = _clouds.Sample(distance * 4, beyond * 5);
        var reach = beyond - 1.9f;
        // A shelf of grass first, where the shore is wide; then the cliff.
        var shelf = Math.Max(0, 5 * wide);
        var fall = Math.Min(reach, shelf) * 0.12f;
        if (reach > shelf) fall += (reach - shelf) * steep;
        var height = -0.06f - fall + (rough * Math.Min(0.3f * reach, 2.6f));
        return (Math.Max(height, -roadHeight - 3), Math.Clamp((reach - shelf) * 0.4f, 0, 1));
    }

    private (float Height, float Rock) Hillside(float distance, float beyond)
    {
        if (beyond < 2.4f) return (-0.12f * Ease(beyond / 2.4f), 0);
        var cut = Math.Max(0.4f, 4.2f + (6.5f * _clouds.Sample(distance * 1.1f, 77)));
        var rough = _clouds.Sample(distance * 6, beyond * 6);
        var face = Math.Clamp((beyond - 2.4f) / 3.6f, 0, 1);
        var height = (cut * Ease(face)) - 0.12f + (rough * face * Math.Min(1.1f, cut * 0.25f));
        var slope = 0.30f + (0.22f * _clouds.Sample(distance * 0.5f, 150));
        if (beyond > 6)
        {
            var reach = beyond - 6;
            height += (reach * slope * 160 / (160 + reach)) + (_clouds.Sample(distance * 0.8f, beyond * 0.8f) * Math.Min(reach * 0.2f, 13));
        }
        var rock = Math.Clamp((cut - 2.2f) * 0.5f, 0, 1) * Math.Clamp((beyond - 2.4f) * 2, 0, 1) * Math.Clamp((7.5f - beyond) * 0.7f, 0, 1);
        return (height, rock);
    }

    private float Plain(float distance, float offset, float beyond)
    {
        if (offset < 0)
        {
            // The central strip is a shallow hollow, and the other carriageway lies as high as this one.
            if (beyond < 7) return -0.55f * MathF.Sin(beyond / 7 * MathF.PI);
            if (beyond < 18) return 0;
            beyond -= 18;
        }
        var ditch = beyond < 5 ? -0.7f * Ease(beyond / 5) : -0.7f;
        return ditch + (_clouds.Sample(distance * 0.6f, (offset * 0.6f) + 40) * Math.Min(Math.Max(0, beyond - 5) * 0.09f, 12)) + (0.03f * Math.Max(0, beyond - 40));
    }

    private float Wood(float distance, float offset, float beyond)
    {
        var ditch = -0.35f * MathF.Sin(Math.Min(1, beyond / 3) * MathF.PI);
        var bank = _clouds.Sample(distance, offset > 0 ? 10 : 140);
        return ditch + (Math.Max(0, beyond - 2) * (0.10f + (0.16f * bank))) + (_clouds.Sample(distance * 5, offset * 5) * Math.Min(beyond * 0.05f, 0.5f));
    }

    private static float[] MakeOffsets(SceneStyle style)
    {
        float[] hill = [0.6f, 1.3f, 2.4f, 3.3f, 4.2f, 5.1f, 6, 7.5f, 10, 14, 20, 29, 42, 62, 92, 140, 220, 340];
        float[] sea = [0.7f, 1.9f, 2.6f, 3.6f, 5, 7, 10, 14, 19, 26, 36, 50];
        float[] plain = [1, 2.5f, 5, 7, 18, 20.5f, 23, 30, 42, 60, 90, 140, 220, 340];
        float[] wood = [0.5f, 1.2f, 2, 3, 4.5f, 7, 11, 17, 26, 40, 70];
        var (left, right) = style.Land switch
        {
            LandKind.Coast => style.SeaSide > 0 ? (hill, sea) : (sea, hill),
            LandKind.Plain => (plain, plain),
            _ => (wood, wood),
        };
        return
        [
            .. left.Reverse().Select(beyond => style.AsphaltLeft - beyond),
            style.AsphaltLeft,
            (style.AsphaltLeft + style.AsphaltRight) / 2,
            style.AsphaltRight,
            .. right.Select(beyond => style.AsphaltRight + beyond),
        ];
    }

    private static float Ease(float value) => value * value * (3 - (2 * value));
}
