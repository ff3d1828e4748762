using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Study;

/// <summary>One look of the road.</summary>
/// <param name="Name">For people.</param>
/// <param name="Setting">What it changes, as in a scene's address; empty for the road as its address says.</param>
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

    /// <summary>Whether both make the same change.</summary>
    public bool IsSame(StudyCondition other) => string.Equals(Setting, other.Setting, StringComparison.Ordinal);
}
