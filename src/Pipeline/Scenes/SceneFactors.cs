using System.Globalization;

namespace Steerlens.Pipeline.Scenes;

/// <summary>The light over a scene.</summary>
public enum SceneLight
{
    /// <summary>The scene's own.</summary>
    Own,

    /// <summary>The sun high in a clear sky.</summary>
    Noon,

    /// <summary>The sun 7 degrees above the horizon, warm and with long shadows.</summary>
    Low,

    /// <summary>A closed cover of clouds: no sun, no shadows.</summary>
    Overcast,

    /// <summary>After sunset: dim and blue.</summary>
    Dusk,
}

/// <summary>The colour of a scene's asphalt.</summary>
public enum RoadColor
{
    /// <summary>The scene's own.</summary>
    Own,

    /// <summary>New and nearly black.</summary>
    Dark,

    /// <summary>Concrete.</summary>
    Light,

    /// <summary>Red.</summary>
    Red,

    /// <summary>The colour of the verge.</summary>
    Earth,
}

/// <summary>
/// Single changes to a scene's look, for asking what a network owes to each. The road, the drive and the true angle stay as they are; without
/// any of them a scene looks as ever.
/// </summary>
public sealed record SceneFactors
{
    /// <summary>The light.</summary>
    public SceneLight Light { get; init; }

    /// <summary>The asphalt.</summary>
    public RoadColor Road { get; init; }

    /// <summary>How dark the hard shadows are that fall across the road, 6 m long every 42 m: 0 (none) to 1 (no sunlight).</summary>
    public double Shadow { get; init; }

    /// <summary>How much of all paint has gone, 0..1.</summary>
    public double Fade { get; init; }

    /// <summary>How far the paint has the road's colour, 0..1.</summary>
    public double Match { get; init; }

    /// <summary>How wet the asphalt is, 0..1: darker near, mirroring the sky far away.</summary>
    public double Wet { get; init; }

    /// <summary>A veil of light around the middle of the horizon, as of a low sun ahead, 0..1.</summary>
    public double Glare { get; init; }

    /// <summary>How strong the wrong marks are, 0..1: lines from the lane's left edge to its right, one every 60 m.</summary>
    public double Stray { get; init; }

    /// <summary>Metres to a car ahead in the own lane, 5..200; null for none but the scene's own traffic.</summary>
    public double? Car { get; init; }

    /// <summary>The settings of an address, with what each may be.</summary>
    internal static IReadOnlyList<string> Keys { get; } = ["light", "road", "shadow", "fade", "match", "wet", "glare", "stray", "car"];

    /// <summary>What an address can say, for messages and help.</summary>
    internal const string Example = "light=low, road=red, shadow=1, fade=0.8, match=1, wet=1, glare=0.6, stray=1, car=18";

    /// <summary>The factors with one setting of an address put in its place; null where it makes no sense.</summary>
    internal SceneFactors? With(string key, string value) => key switch
    {
        "light" => Enum.TryParse<SceneLight>(value, ignoreCase: true, out var light) && !char.IsDigit(value[0]) ? this with { Light = light } : null,
        "road" => Enum.TryParse<RoadColor>(value, ignoreCase: true, out var road) && !char.IsDigit(value[0]) ? this with { Road = road } : null,
        "car" => Number(value, 5, 200) is { } metres ? this with { Car = metres } : null,
        _ when Number(value, 0, 1) is { } share => key switch
        {
            "shadow" => this with { Shadow = share },
            "fade" => this with { Fade = share },
            "match" => this with { Match = share },
            "wet" => this with { Wet = share },
            "glare" => this with { Glare = share },
            "stray" => this with { Stray = share },
            _ => null,
        },
        _ => null,
    };

    private static double? Number(string text, double least, double most) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value : null;
}
