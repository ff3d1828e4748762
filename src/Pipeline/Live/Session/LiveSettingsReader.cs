using System.Text.Json;
using Steerlens.Kernels.Images;
using Steerlens.Kernels.Maps;
using Steerlens.Pipeline.Compositing;

namespace Steerlens.Pipeline.Live.Session;

/// <summary>Reads changes to settings as a page sends them: any of the settings, each checked on its own.</summary>
internal static class LiveSettingsReader
{
    private const int LargestWindow = 4096;
    private const int MostSizes = 8;
    private const double LongestSmoothing = 60;
    private const string FirstOutput = "0";

    /// <summary>The words of layouts that have a place on a page; an overlay alone is for films.</summary>
    public static IReadOnlyList<(string Word, Layout Value)> Layouts { get; } =
        [("blend", Layout.Blend), ("focus", Layout.Focus), ("side-by-side", Layout.SideBySide), ("pip", Layout.Pip)];

    /// <summary>The words of palettes; the first one is the map's own.</summary>
    public static IReadOnlyList<(string Word, HeatPaletteKind? Value)> Palettes { get; } =
        [("auto", null), ("sequential", HeatPaletteKind.Sequential), ("diverging", HeatPaletteKind.Diverging), ("jet", HeatPaletteKind.Jet)];

    private static IReadOnlyList<(string Word, Target Value)> Targets { get; } = WordsOf<Target>();

    private static IReadOnlyList<(string Word, Fill Value)> Fills { get; } = WordsOf<Fill>();

    /// <summary>The settings with changes put in their place.</summary>
    /// <param name="settings">What holds now.</param>
    /// <param name="changes">An object of some of the settings.</param>
    /// <exception cref="SteerlensException">A setting is unknown, or its value makes no sense.</exception>
    public static LiveSettings Change(LiveSettings settings, JsonElement changes)
    {
        if (changes.ValueKind != JsonValueKind.Object) throw Wrong("settings", "an object");

        // Another network's outputs have other names: an output that comes with it is read after it.
        if (changes.TryGetProperty("network", out var network)) settings = settings with { Network = Text("network", network), Output = null };
        foreach (var change in changes.EnumerateObject()) settings = Change(settings, change.Name, change.Value);
        return AtHome(settings, changes);
    }

    private static LiveSettings Change(LiveSettings settings, string name, JsonElement value) => name switch
    {
        "network" => settings,
        "map" => settings with { Map = Text(name, value) },
        "target" => settings with { Target = Choice(name, value, Targets) },
        "output" => settings with { Output = value.ValueKind == JsonValueKind.Null || Text(name, value) is FirstOutput ? null : Text(name, value) },
        "layout" => settings with { Layout = Choice(name, value, Layouts) },
        "opacity" => settings with { Opacity = Number(name, value, 0, 1) },
        "palette" => settings with { Palette = value.ValueKind == JsonValueKind.Null ? null : Choice(name, value, Palettes) },
        "sizes" => settings with { Sizes = Sizes(name, value) },
        "stride" => settings with { Stride = Whole(name, value) },
        "fill" => settings with { Fill = Choice(name, value, Fills) },
        "smoothing" => settings with { Smoothing = value.ValueKind == JsonValueKind.Null || Number(name, value, 0, LongestSmoothing) == 0 ? null : value.GetDouble() },
        "hud" => settings with { Hud = value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(name, "true or false") },
        "region" => settings with { Region = value.ValueKind == JsonValueKind.Null ? null : Number(name, value, 0, 1) },
        _ => throw new SteerlensException(ExitCode.Usage, $"there is no setting '{name}'"),
    };

    /// <summary>A map that was chosen without a target takes its first one where it does not know the target that holds.</summary>
    private static LiveSettings AtHome(LiveSettings settings, JsonElement changes)
    {
        if (!changes.TryGetProperty("map", out _) || changes.TryGetProperty("target", out _)) return settings;
        var method = LiveSettings.FindMap(settings.Map);
        return method.Targets.Contains(settings.Target) ? settings : settings with { Target = method.Targets[0] };
    }

    private static string Text(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when value.GetString() is { Length: > 0 and <= 4096 } text => text,
        JsonValueKind.Number => value.GetRawText(),
        _ => throw Wrong(name, "a name"),
    };

    private static T Choice<T>(string name, JsonElement value, IReadOnlyList<(string Word, T Value)> choices)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        foreach (var (word, choice) in choices)
        {
            if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase)) return choice;
        }

        throw Wrong(name, "one of " + string.Join(", ", choices.Select(choice => choice.Word)));
    }

    private static double Number(string name, JsonElement value, double least, double most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most
            ? number
            : throw Wrong(name, FormattableString.Invariant($"a number from {least} to {most}"));

    private static int Whole(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number is >= 1 and <= LargestWindow
            ? number
            : throw Wrong(name, $"whole numbers from 1 to {LargestWindow}");

    private static IReadOnlyList<int> Sizes(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is < 1 or > MostSizes) throw Wrong(name, $"a list of 1 to {MostSizes} numbers");
        return [.. value.EnumerateArray().Select(size => Whole(name, size))];
    }

    private static IReadOnlyList<(string Word, T Value)> WordsOf<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(value => (Commands.Parsing.OptionValues.Word(value), value))];

    private static SteerlensException Wrong(string name, string expected) => new(ExitCode.Usage, $"the setting {name} takes {expected}");
}
