using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Study;

/// <summary>The looks in which a road is driven: as its address says, then with changes to that.</summary>
internal sealed class StudyPlan
{
    private static readonly RoadColor[] UsualRoads = [RoadColor.Own, RoadColor.Dark, RoadColor.Light, RoadColor.Red];
    private static readonly SceneLight[] UsualLights = [SceneLight.Own, SceneLight.Low, SceneLight.Overcast, SceneLight.Dusk];

    /// <summary>Makes the looks.</summary>
    /// <param name="given">What the road's address changes already.</param>
    public StudyPlan(SceneFactors given)
    {
        Base = given == new SceneFactors() ? StudyCondition.Plain : StudyCondition.Plain with { Name = "as in the address" };
        Roads = From(given.Road, UsualRoads);
        Lights = From(given.Light, UsualLights);
        Single = [.. StudyCondition.Single.Where(look => look.Change(given) != given)];
        Factorial = [.. from road in Roads from light in Lights select road == given.Road && light == given.Light ? Base : Of(road, light, given)];
        All = [Base, .. Single, .. Factorial.Skip(1).Where(look => !Single.Any(one => one.IsSame(look)))];
    }

    /// <summary>The road as its address says.</summary>
    public StudyCondition Base { get; }

    /// <summary>One change at a time; what the address says already is left out.</summary>
    public IReadOnlyList<StudyCondition> Single { get; }

    /// <summary>The asphalts of the factorial, the address's first.</summary>
    public IReadOnlyList<RoadColor> Roads { get; }

    /// <summary>The lights of the factorial, the address's first.</summary>
    public IReadOnlyList<SceneLight> Lights { get; }

    /// <summary>Every asphalt in every light, light by light within an asphalt; the first is the base.</summary>
    public IReadOnlyList<StudyCondition> Factorial { get; }

    /// <summary>All looks once, the base first.</summary>
    public IReadOnlyList<StudyCondition> All { get; }

    /// <summary>An asphalt for people.</summary>
    public static string NameOf(RoadColor road) => road == RoadColor.Own ? "own asphalt" : $"{Word(road)} asphalt";

    /// <summary>A light for people.</summary>
    public static string NameOf(SceneLight light) => light switch { SceneLight.Own => "own light", SceneLight.Low => "low sun", _ => Word(light) };

    /// <summary>The given one first. One that is not among the usual ones takes the place of the scene's own.</summary>
    private static T[] From<T>(T given, T[] usual)
        where T : struct, Enum => usual.Contains(given) ? [given, .. usual.Where(one => !one.Equals(given))] : [given, .. usual.Skip(1)];

    private static StudyCondition Of(RoadColor road, SceneLight light, SceneFactors given)
    {
        var settings = new List<string>();
        if (road != given.Road) settings.Add($"road={Word(road)}");
        if (light != given.Light) settings.Add($"light={Word(light)}");
        return new StudyCondition($"{NameOf(road)}, {NameOf(light)}", string.Join('&', settings), factors => factors with { Road = road, Light = light });
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
