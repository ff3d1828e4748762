using System.Numerics;

namespace Steerlens.Pipeline.Scenes;

/// <summary>Draws a scene's look from the seed, the further from the scene's own the higher the variation.</summary>
internal static class SceneVariation
{
    /// <summary>The varied style; a variation of 0 leaves the style alone.</summary>
    public static SceneStyle Apply(SceneStyle style, long seed, double variation)
    {
        if (variation <= 0) return style;
        var random = new SceneRandom(seed, "look");
        long draw = 0;
        var laneScale = Around(1, 0.14);
        var widthScale = Around(1, 0.4);
        var dashScale = Around(1, 0.4);
        var swapColor = Next() < 0.35 * variation;
        var dashCentre = Next() < 0.45 * variation && style.Land != LandKind.Plain;
        var noEdge = Next() < 0.3 * variation;
        var tint = (float)Around(1, 0.25);
        var lines = new List<PaintLine>(style.Lines.Length);
        foreach (var line in style.Lines)
        {
            var isEdge = line.Offset == style.Lines[0].Offset || line.Offset == style.Lines[^1].Offset;
            if (isEdge && noEdge && style.Land != LandKind.Plain) continue;
            var isYellow = line.Color.Z < 0.3f;
            var color = (swapColor && !isEdge ? (isYellow ? new Vector3(0.70f) : new Vector3(0.70f, 0.48f, 0.08f)) : line.Color) * tint;
            var varied = line with { Offset = line.Offset * (float)laneScale, Width = line.Width * (float)widthScale, Color = Vector3.Min(color, new Vector3(0.85f)) };
            if (varied.Dash > 0) varied = varied with { Dash = varied.Dash * (float)dashScale, Period = varied.Period * (float)Around(1, 0.2) };
            else if (dashCentre && !isEdge) varied = varied with { Dash = 3f * (float)dashScale, Period = 9f };
            lines.Add(varied);
        }

        var cloudy = Lerp(style.Clouds, Next(), variation);
        var overcast = Math.Clamp((cloudy - 0.6) / 0.4, 0, 1) * variation;
        var warm = Around(0, 0.16);
        var light = Around(1, 0.3) * (1 - (0.75 * overcast));
        var sun = style.SunColor * (float)light * new Vector3((float)(1 + warm), 1, (float)(1 - (1.4 * warm)));
        var sky = Vector3.Lerp(style.SkyLight * (float)Around(1, 0.3), new Vector3(0.85f, 0.9f, 0.97f), (float)overcast);
        var gray = new Vector3(0.62f, 0.66f, 0.71f);
        var bends = style.Bends;
        return style with
        {
            Lines = [.. lines],
            Bends = bends with
            {
                LeastCurvature = bends.LeastCurvature * Lerp(1, 0.4, variation),
                MostCurvature = bends.MostCurvature * Lerp(1, 0.9 + (0.7 * Next()), variation),
                MostLength = bends.MostLength * Around(1, 0.2),
                StraightShare = Lerp(bends.StraightShare, Next() * 0.8, variation),
            },
            Hills = style.Hills * Around(1, 0.6),
            AsphaltLeft = (float)((style.AsphaltLeft * laneScale) - (variation * Next() * 0.7)),
            AsphaltRight = (float)((style.AsphaltRight * laneScale) + (variation * Next() * 0.7)),
            LaneOffset = style.LaneOffset * laneScale,
            LaneWidth = style.LaneWidth * laneScale,
            Traffic = [.. style.Traffic.Select(lane => lane with { Offset = lane.Offset * laneScale, Spacing = lane.Spacing * Around(1, 0.4) })],
            CameraHeight = Around(style.CameraHeight, 0.2),
            CameraPitch = Around(0, 0.028),
            SeaSide = Next() < 0.5 * variation ? -style.SeaSide : style.SeaSide,
            SeaDepth = Around(style.SeaDepth, 6),
            SunHeading = Lerp(style.SunHeading, (Next() * 2 * Math.PI) - Math.PI, variation),
            SunHeight = Lerp(style.SunHeight, 0.3 + (0.9 * Next()), variation),
            SunColor = sun,
            SkyLight = sky,
            Zenith = Vector3.Lerp(style.Zenith * (float)Around(1, 0.3), gray * 0.9f, (float)overcast),
            Horizon = Vector3.Lerp(style.Horizon * (float)Around(1, 0.15), gray, (float)overcast),
            Clouds = (float)cloudy,
            Fog = style.Fog * (float)Math.Pow(4, Around(0, 1)),
            Asphalt = Tinted(style.Asphalt, 0.45),
            Verge = Tinted(style.Verge, 0.4),
            Grass = Vector3.Lerp(Tinted(style.Grass, 0.3), style.DryGrass, (float)(Next() * 0.7 * variation)),
            DryGrass = Tinted(style.DryGrass, 0.3),
            Rock = Tinted(style.Rock, 0.3),
            LeafDark = Tinted(style.LeafDark, 0.3),
            LeafLight = Tinted(style.LeafLight, 0.3),
            Wear = (float)Lerp(style.Wear, Next() * 0.8, variation),
            Exposure = (float)Around(style.Exposure, 0.25),
        };

        double Next() => random.Unit(draw++);
        double Around(double middle, double reach) => middle + (variation * reach * ((2 * Next()) - 1));
        Vector3 Tinted(Vector3 color, double reach)
        {
            var gain = Around(1, reach);
            return color * new Vector3((float)(gain * Around(1, 0.12)), (float)gain, (float)(gain * Around(1, 0.12)));
        }
    }

    private static double Lerp(double from, double to, double share) => from + ((to - from) * share);
}
