using System.Numerics;

namespace Steerlens.Pipeline.Scenes;

/// <summary>The scenes that can be rendered.</summary>
public static class SceneCatalog
{
    private static readonly Vector3 White = new(0.72f, 0.72f, 0.70f);
    private static readonly Vector3 Yellow = new(0.66f, 0.46f, 0.11f);

    private static readonly (string Name, string Description, Func<SceneStyle> Style)[] Scenes =
    [
        ("coast-road", "A winding road between cliffs and the sea.", CoastRoad),
        ("highway", "A straight highway with traffic.", Highway),
        ("forest-road", "A wooded road with hard shadows.", ForestRoad),
    ];

    /// <summary>The names, in the order in which to show them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Scenes.Select(scene => scene.Name)];

    /// <summary>One line about a scene.</summary>
    /// <exception cref="ArgumentException">There is no such scene.</exception>
    public static string Describe(string name) => Find(name).Description;

    /// <summary>The scene's look for a seed and a variation of 0..1.</summary>
    internal static SceneStyle Style(SceneOptions options) =>
        SceneFactorLook.Apply(SceneVariation.Apply(Find(options.Name).Style(), options.Seed, options.Variation), options.Factors);

    private static (string Name, string Description, Func<SceneStyle> Style) Find(string name)
    {
        foreach (var scene in Scenes)
        {
            if (string.Equals(scene.Name, name, StringComparison.Ordinal)) return scene;
        }
        throw new ArgumentException($"There is no scene '{name}'.", nameof(name));
    }

    private static SceneStyle CoastRoad() => new()
    {
        Land = LandKind.Coast,
        Speed = 15,
        Bends = new BendRange(0.0045, 0.0145, 48, 78, 0.25),
        Hills = 1,
        AsphaltLeft = -3.95f,
        AsphaltRight = 3.95f,
        LaneOffset = 1.7,
        LaneWidth = 3.4,
        Lines =
        [
            new PaintLine(-3.45f, 0.13f, 0, 1, White),
            new PaintLine(-0.12f, 0.11f, 0, 1, Yellow),
            new PaintLine(0.12f, 0.11f, 0, 1, Yellow),
            new PaintLine(3.45f, 0.13f, 0, 1, White),
        ],
        Traffic = [new TrafficLane(-1.75, -14, 120)],
    };

    private static SceneStyle Highway() => new()
    {
        Land = LandKind.Plain,
        Speed = 27,
        Bends = new BendRange(0.0002, 0.0012, 220, 420, 0.5),
        Hills = 0.9,
        AsphaltLeft = -4.2f,
        AsphaltRight = 10.4f,
        LaneOffset = 1.8,
        LaneWidth = 3.6,
        Lines =
        [
            new PaintLine(-3.6f, 0.15f, 0, 1, Yellow),
            new PaintLine(0f, 0.14f, 3, 12, White),
            new PaintLine(3.6f, 0.14f, 3, 12, White),
            new PaintLine(7.2f, 0.15f, 0, 1, White),
        ],
        Traffic = [new TrafficLane(-1.8, 31, 75), new TrafficLane(1.8, 27, 90), new TrafficLane(5.4, 23.5, 55), new TrafficLane(-14.5, -29, 60), new TrafficLane(-18.1, -26, 50)],
        Weave = 0.18,
        SunHeading = 2.3,
        SunHeight = 0.8,
        Clouds = 0.6f,
        Verge = new Vector3(0.24f, 0.22f, 0.17f),
        Fog = 0.0012f,
    };

    private static SceneStyle ForestRoad() => new()
    {
        Land = LandKind.Forest,
        Speed = 13,
        Bends = new BendRange(0.003, 0.013, 45, 85, 0.35),
        Hills = 0.8,
        AsphaltLeft = -3.4f,
        AsphaltRight = 3.4f,
        LaneOffset = 1.55,
        LaneWidth = 3.1,
        Lines =
        [
            new PaintLine(-3.05f, 0.11f, 0, 1, White),
            new PaintLine(0f, 0.12f, 3, 9, White),
            new PaintLine(3.05f, 0.11f, 0, 1, White),
        ],
        Traffic = [new TrafficLane(-1.6, -12, 150)],
        SunHeading = 1.2,
        SunHeight = 0.85,
        SunColor = new Vector3(2.9f, 2.6f, 2.1f),
        SkyLight = new Vector3(0.26f, 0.33f, 0.40f),
        Clouds = 0.25f,
        Verge = new Vector3(0.16f, 0.13f, 0.08f),
        Grass = new Vector3(0.075f, 0.115f, 0.03f),
        DryGrass = new Vector3(0.17f, 0.13f, 0.06f),
        Fog = 0.0016f,
    };
}
