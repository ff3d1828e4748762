using System.Numerics;

namespace Steerlens.Pipeline.Scenes;

/// <summary>What a scene's factors change in its style: the light and the colours. What has a place on the road is <see cref="RoadEvents"/>.</summary>
internal static class SceneFactorLook
{
    private static readonly Vector3 Gray = new(0.62f, 0.66f, 0.71f);

    /// <summary>The changed style; the style itself where nothing is changed.</summary>
    public static SceneStyle Apply(SceneStyle style, SceneFactors factors)
    {
        style = Repaint(Relight(style, factors.Light), factors.Road);
        if (factors.Match > 0)
            style = style with { Lines = [.. style.Lines.Select(line => line with { Color = Vector3.Lerp(line.Color, style.Asphalt, (float)factors.Match) })] };
        return style;
    }

    private static SceneStyle Relight(SceneStyle style, SceneLight light) => light switch
    {
        SceneLight.Noon => style with { SunHeight = 1.15, SunColor = new Vector3(2.6f, 2.5f, 2.25f), Clouds = 0.2f },
        SceneLight.Low => style with
        {
            SunHeight = 7 * Math.PI / 180,
            SunColor = new Vector3(3.1f, 1.9f, 0.95f),
            SkyLight = style.SkyLight * new Vector3(0.85f, 0.75f, 0.72f),
            Horizon = new Vector3(0.95f, 0.66f, 0.42f),
            Zenith = style.Zenith * new Vector3(1.3f, 0.9f, 0.75f),
            Exposure = style.Exposure * 1.15f,
        },
        SceneLight.Overcast => style with
        {
            SunColor = style.SunColor * 0.05f,
            SkyLight = new Vector3(0.85f, 0.9f, 0.97f),
            Zenith = Gray * 0.9f,
            Horizon = Gray,
            Clouds = 1,
        },
        SceneLight.Dusk => style with
        {
            SunColor = style.SunColor * 0.02f,
            SkyLight = new Vector3(0.16f, 0.21f, 0.36f),
            Zenith = new Vector3(0.03f, 0.06f, 0.17f),
            Horizon = new Vector3(0.34f, 0.26f, 0.30f),
            Clouds = 0.3f,
        },
        _ => style,
    };

    private static SceneStyle Repaint(SceneStyle style, RoadColor road) => road switch
    {
        RoadColor.Dark => style with { Asphalt = new Vector3(0.04f, 0.04f, 0.043f) },
        RoadColor.Light => style with { Asphalt = new Vector3(0.33f, 0.32f, 0.30f) },
        RoadColor.Red => style with { Asphalt = new Vector3(0.24f, 0.075f, 0.055f) },
        RoadColor.Earth => style with { Asphalt = style.Verge },
        _ => style,
    };
}
