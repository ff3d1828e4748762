using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Study;

/// <summary>One look of the road.</summary>
/// <param name="Name">For people.</param>
/// <param name="Setting">As in a scene's address; empty for the plain road.</param>
/// <param name="Change">What it changes.</param>
internal sealed record StudyCondition(string Name, string Setting, Func<SceneFactors, SceneFactors> Change)
{
    /// <summary>The road as it is.</summary>
    public static StudyCondition Plain { get; } = new("plain road", "", factors => factors);

    /// <summary>One change at a time.</summary>
    public static IReadOnlyList<StudyCondition> Single { get; } =
    [
        new("low sun", "light=low", factors => factors with { Light = SceneLight.Low }),
        new("hard shadows", "shadow=1", factors => factors with { Shadow = 1 }),
        new("faded paint", "fade=0.8", factors => factors with { Fade = 0.8 }),
        new("road-coloured paint", "match=1", factors => factors with { Match = 1 }),
        new("glare", "glare=0.6", factors => factors with { Glare = 0.6 }),
        new("rain-dark asphalt", "wet=1", factors => factors with { Wet = 1 }),
        new("a car ahead", "car=18", factors => factors with { Car = 18 }),
        new("wrong lane marks", "stray=1", factors => factors with { Stray = 1 }),
    ];

    /// <summary>The asphalts of the factorial, the road's own first.</summary>
    public static IReadOnlyList<RoadColor> Roads { get; } = [RoadColor.Own, RoadColor.Dark, RoadColor.Light, RoadColor.Red];

    /// <summary>The lights of the factorial, the scene's own first.</summary>
    public static IReadOnlyList<SceneLight> Lights { get; } = [SceneLight.Own, SceneLight.Low, SceneLight.Overcast, SceneLight.Dusk];

    /// <summary>Every asphalt in every light, light by light within an asphalt; the first is the plain road.</summary>
    public static IReadOnlyList<StudyCondition> Factorial { get; } = [.. from road in Roads from light in Lights select Of(road, light)];

    /// <summary>An asphalt for people.</summary>
    public static string NameOf(RoadColor road) => road == RoadColor.Own ? "own asphalt" : $"{Word(road)} asphalt";

    /// <summary>A light for people.</summary>
    public static string NameOf(SceneLight light) => light switch { SceneLight.Own => "own light", SceneLight.Low => "low sun", _ => Word(light) };

    private static StudyCondition Of(RoadColor road, SceneLight light)
    {
        if (road == RoadColor.Own && light == SceneLight.Own) return Plain;
        var settings = new List<string>();
        if (road != RoadColor.Own) settings.Add($"road={Word(road)}");
        if (light != SceneLight.Own) settings.Add($"light={Word(light)}");
        return new StudyCondition($"{NameOf(road)}, {NameOf(light)}", string.Join('&', settings), factors => factors with { Road = road, Light = light });
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
