using System.Numerics;

namespace Steerlens.Pipeline.Scenes;

/// <summary>What a scene's factors put on the road: hard shadows, wrong marks, wetness, and how much paint is left.</summary>
internal sealed class RoadEvents(SceneStyle style, SceneFactors factors)
{
    private const float ShadowPeriod = 42;
    private const float ShadowLength = 6;
    private const float ShadowSlant = 0.35f;
    private const float ShadowEdge = 0.12f;
    private const float StrayPeriod = 60;
    private const float StrayWidth = 0.13f;

    private static readonly Vector3 StrayColor = new(0.72f, 0.72f, 0.70f);

    /// <summary>The share of paint that is left, 0..1.</summary>
    public float PaintLeft { get; } = 1 - (float)factors.Fade;

    /// <summary>Whether the asphalt is wet at all.</summary>
    public bool IsWet => factors.Wet > 0;

    /// <summary>The share of sunlight that passes the hard shadows, 0..1.</summary>
    /// <param name="distance">Metres along the road.</param>
    /// <param name="offset">Metres right of the reference line.</param>
    /// <param name="footprint">Metres along the road in one pixel.</param>
    public float Sunlight(double distance, float offset, float footprint)
    {
        if (factors.Shadow <= 0) return 1;
        var along = (float)((distance + (offset * ShadowSlant)) % ShadowPeriod);
        if (along < 0) along += ShadowPeriod;
        var soft = ShadowEdge + (0.5f * footprint);
        var into = Math.Min(along, ShadowLength - along);
        var cover = Math.Clamp((into / (2 * soft)) + 0.5f, 0, 1);
        return 1 - ((float)factors.Shadow * cover);
    }

    /// <summary>The share of a pixel's ground that is a wrong mark, 0..1.</summary>
    /// <param name="distance">Metres along the road.</param>
    /// <param name="offset">Metres right of the reference line.</param>
    /// <param name="across">Metres across the road in one pixel.</param>
    /// <param name="color">The mark's linear reflectance.</param>
    public float Stray(double distance, float offset, float across, out Vector3 color)
    {
        color = StrayColor;
        if (factors.Stray <= 0) return 0;
        var share = (float)(distance / StrayPeriod);
        share -= MathF.Floor(share);
        var line = (float)(style.LaneOffset + (style.LaneWidth * (share - 0.5)));
        var reach = 0.5f * Math.Max(across, 0.004f);
        var away = Math.Abs(offset - line);
        if (away > (0.5f * StrayWidth) + reach) return 0;
        return (float)factors.Stray * Math.Min(1, (Math.Min(0.5f * StrayWidth, away + reach) - Math.Max(-0.5f * StrayWidth, away - reach)) / (2 * reach));
    }

    /// <summary>Wets a patch of asphalt: dark where the camera looks down on it, and bright as the sky where it looks along.</summary>
    /// <param name="light">The light from the dry road.</param>
    /// <param name="sine">The sine of the angle between the line of sight and the road, 0..1.</param>
    public Vector3 Wet(Vector3 light, float sine)
    {
        var along = 1 - Math.Clamp(sine, 0, 1);
        var steep = along * along * along * along;
        var mirror = 0.02f + (0.30f * steep * steep);
        return Vector3.Lerp(light, (light * 0.36f) + (style.Horizon * mirror), (float)factors.Wet);
    }
}
