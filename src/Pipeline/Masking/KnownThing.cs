using Steerlens.Pipeline.Commands.Parsing;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Masking;

/// <summary>An object of a rendered road, as a part of the road shows it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">Its number among its kind, from 1 in the order in which the road shows them.</param>
/// <param name="Id">The renderer's identifier.</param>
/// <param name="IsInLane">Whether it drives in the camera's lane, the same way.</param>
internal sealed record KnownThing(SceneObjectKind Kind, int Number, long Id, bool IsInLane)
{
    /// <summary>Seconds of the first look that shows it.</summary>
    public double From { get; private set; } = double.NaN;

    /// <summary>Seconds of the last look that shows it.</summary>
    public double To { get; private set; } = double.NaN;

    /// <summary>Metres from the camera where it is nearest.</summary>
    public float Nearest { get; private set; } = float.PositiveInfinity;

    /// <summary>Pixels of its largest box.</summary>
    public (float Width, float Height) Largest { get; private set; }

    /// <summary>Pixels that it covers, over all looks.</summary>
    public double Covered { get; private set; }

    /// <summary>Whether any look showed it.</summary>
    public bool IsSeen => Covered > 0;

    /// <summary>As <c>--object</c> takes it.</summary>
    public string Name => FormattableString.Invariant($"{OptionValues.Word(Kind)}:{Number}");

    /// <summary>Its name and where it is, for people.</summary>
    public string Description => FormattableString.Invariant($"{Name}, {Nearest:0} m away at its nearest{(IsInLane ? ", in the own lane" : "")}");

    /// <summary>Takes one look in.</summary>
    public void See(in SceneObject thing, double seconds)
    {
        if (!IsSeen) From = seconds;
        To = seconds;
        Nearest = Math.Min(Nearest, thing.Distance);
        if (thing.Width * thing.Height > Largest.Width * Largest.Height) Largest = (thing.Width, thing.Height);
        Covered += thing.Width * thing.Height;
    }
}
