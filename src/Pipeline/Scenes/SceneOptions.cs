using System.Globalization;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Scenes;

/// <summary>Which rendered road, and how much of it.</summary>
public sealed record SceneOptions
{
    /// <summary>What a scene's address begins with.</summary>
    public const string Prefix = "scene:";

    /// <summary>One of <see cref="SceneCatalog.Names"/>.</summary>
    public string Name { get; init; } = "coast-road";

    /// <summary>What everything random is drawn from.</summary>
    public long Seed { get; init; } = 3;

    /// <summary>Pixels in a row: even, 16 to 8192.</summary>
    public int Width { get; init; } = 1280;

    /// <summary>Rows: even, 16 to 8192.</summary>
    public int Height { get; init; } = 720;

    /// <summary>Frames per second.</summary>
    public Rational Rate { get; init; } = new(25, 1);

    /// <summary>How many frames there are, at least 1.</summary>
    public long FrameCount { get; init; } = 300;

    /// <summary>
    /// 0: the scene's own look. Up to 1: the look, the road and the camera vary with the seed, and each frame jumps by up to 1 m to
    /// either side and 5 degrees of heading: for training.
    /// </summary>
    public double Variation { get; init; }

    /// <summary>Whether each frame carries the time of its delivery along its bottom, see <see cref="ClockBar"/>: for measuring how late it is seen.</summary>
    public bool Clock { get; init; }

    /// <summary>The identifier of an object (see the source's objects) that is left out of every frame; null for none.</summary>
    public long? Without { get; init; }

    /// <summary>Single changes to the scene's look.</summary>
    public SceneFactors Factors { get; init; } = new();

    /// <summary>How many threads render one frame; 1 allocates nothing once warm.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Whether the text is the address of a scene.</summary>
    public static bool IsAddress(string? text) => text is not null && text.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Whether an address has a setting, such as <c>rate</c>.</summary>
    internal static bool Sets(string address, string key)
    {
        var question = address.IndexOf('?', StringComparison.Ordinal);
        return question >= 0 && address[(question + 1)..].Split('&').Any(setting => setting.StartsWith(key + "=", StringComparison.Ordinal));
    }

    /// <summary>
    /// Reads <c>scene:NAME?seed=7&amp;duration=12&amp;size=1280x720&amp;rate=25&amp;variation=0.5</c>; everything after the name may be left out.
    /// Of a setting that is given twice the last counts. The duration is in seconds; <see cref="SceneFactors"/> has more settings.
    /// </summary>
    /// <exception cref="SteerlensException">Unknown scene or setting, or a value that makes no sense.</exception>
    public static SceneOptions Parse(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!IsAddress(address)) throw Wrong(address, $"a scene's address begins with {Prefix}");
        var question = address.IndexOf('?', StringComparison.Ordinal);
        var name = address[Prefix.Length..(question < 0 ? address.Length : question)];
        if (!SceneCatalog.Names.Contains(name, StringComparer.Ordinal)) throw Wrong(address, $"there is no scene '{name}'; there are {string.Join(", ", SceneCatalog.Names)}");

        var options = new SceneOptions { Name = name };
        var duration = 12.0;
        var settings = question < 0 ? [] : address[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries);
        foreach (var setting in settings)
        {
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            var key = equals < 0 ? setting : setting[..equals];
            var value = equals < 0 ? "" : setting[(equals + 1)..];
            switch (key)
            {
                case "seed" when long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed):
                    options = options with { Seed = seed };
                    break;
                case "duration" when TryNumber(value, out duration) && duration is > 0 and <= 86400:
                    break;
                case "variation" when TryNumber(value, out var variation) && variation is >= 0 and <= 1:
                    options = options with { Variation = variation };
                    break;
                case "rate" when Rational.TryParse(value, out var rate) && rate.ToDouble() is >= 1 and <= 1000:
                    options = options with { Rate = rate };
                    break;
                case "clock" when value is "0" or "1":
                    options = options with { Clock = value is "1" };
                    break;
                case "without" when long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var without):
                    options = options with { Without = without };
                    break;
                case "size" when TrySize(value, out var width, out var height):
                    options = options with { Width = width, Height = height };
                    break;
                case "seed" or "without":
                    throw Wrong(address, $"'{value}' is no {key}: a whole number is expected");
                case "duration":
                    throw Wrong(address, $"'{value}' is no duration: seconds above 0 and up to 86400 are expected");
                case "variation":
                    throw Wrong(address, $"'{value}' is no variation: 0 to 1 is expected");
                case "rate":
                    throw Wrong(address, $"'{value}' is no rate: 1 to 1000 frames per second are expected, such as 25 or 30000/1001");
                case "size":
                    throw Wrong(address, $"'{value}' is no size: width x height is expected, both even and 16 to 8192, such as 1280x720");
                case "clock":
                    throw Wrong(address, $"'{value}' is no clock: 0 or 1 is expected");
                default:
                    if (!SceneFactors.Keys.Contains(key, StringComparer.Ordinal))
                        throw Wrong(address, $"there is no setting '{key}'; there are seed, duration, size, rate, variation, without, clock, {string.Join(", ", SceneFactors.Keys)}");
                    options = options with { Factors = options.Factors.With(key, value) ?? throw Wrong(address, $"'{value}' is no {key}; write for example {SceneFactors.Example}") };
                    break;
            }
        }

        return options with { FrameCount = Math.Max(1, (long)Math.Round(duration * options.Rate.ToDouble())) };
    }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="SteerlensException">A value is out of its range.</exception>
    internal void Validate()
    {
        if (!SceneCatalog.Names.Contains(Name, StringComparer.Ordinal))
            throw Wrong(Prefix + Name, $"there is no scene '{Name}'; there are {string.Join(", ", SceneCatalog.Names)}");
        if (!IsSide(Width) || !IsSide(Height)) throw Wrong(Prefix + Name, $"{Width}x{Height} is no size; both must be even, 16 to 8192");
        if (FrameCount < 1) throw Wrong(Prefix + Name, "a scene needs at least one frame");
        if (!(Rate.ToDouble() > 0)) throw Wrong(Prefix + Name, "the rate must be above 0");
        if (Variation is not (>= 0 and <= 1)) throw Wrong(Prefix + Name, "the variation must be 0 to 1");
        if (Workers < 1) throw Wrong(Prefix + Name, "at least one worker is needed");
    }

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);

    private static bool TrySize(string text, out int width, out int height)
    {
        height = 0;
        var parts = text.Split('x');
        return int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out width) && parts.Length == 2
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out height) && IsSide(width) && IsSide(height);
    }

    private static bool IsSide(int value) => value is >= 16 and <= 8192 && value % 2 == 0;

    private static SteerlensException Wrong(string address, string reason) => new(ExitCode.Usage, $"{address}: {reason}.");
}
