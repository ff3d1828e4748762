using System.Globalization;

namespace Steerlens.Models;

/// <summary>
/// The input contract as text: the keys of an ONNX file's metadata, which are also what a command line can override.
/// <code>
/// steerlens.crop        left,top,width,height, shares of the picture from 0 to 1
/// steerlens.fit         stretch | aspect
/// steerlens.color       rgb | bgr | yuv | yuv-swapped | gray
/// steerlens.scale       one number, or one for each channel: value = 0..255 * scale + offset
/// steerlens.offset      the same
/// steerlens.unit        radians | degrees | full-scale:DEGREES
/// steerlens.positive    right | left
/// steerlens.frames      how many frames lie one behind the other in the input's channels, the oldest first
/// steerlens.outputs     names of the outputs, separated by commas
/// steerlens.output-grid ROWSxCOLUMNS where the outputs are a grid, row by row
/// steerlens.description and steerlens.trained_on, free text
/// </code>
/// </summary>
public static class InputContractMetadata
{
    private const string Prefix = "steerlens.";
    private const double CropSlack = 1e-6;
    private const int MaximumFrames = 64;

    private static readonly (string Text, ColorOrder Color)[] Colors =
    [
        ("rgb", ColorOrder.Rgb),
        ("bgr", ColorOrder.Bgr),
        ("yuv", ColorOrder.Yuv),
        ("yuv-swapped", ColorOrder.YuvSwapped),
        ("gray", ColorOrder.Gray),
    ];

    /// <summary>The keys whose values change what a network sees or says; those that nobody states are assumed.</summary>
    public static IReadOnlyList<string> Keys { get; } =
        ["steerlens.crop", "steerlens.fit", "steerlens.color", "steerlens.scale", "steerlens.offset", "steerlens.unit", "steerlens.positive"];

    /// <summary>Reads a file's metadata. Keys of others are skipped; those left out are listed in <see cref="InputContract.Assumed"/>.</summary>
    /// <param name="entries">Keys and values; of a repeated key the last counts.</param>
    /// <param name="channels">The channels of the network's input. Where the file is silent, multiples of 3 are frames in colour, and any other number as many gray ones.</param>
    /// <exception cref="NetworkFormatException">A value makes no sense or does not fit the channels.</exception>
    public static InputContract Read(IEnumerable<KeyValuePair<string, string>> entries, int channels)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var isColor = channels % 3 == 0;
        var contract = new InputContract { Color = isColor ? ColorOrder.Rgb : ColorOrder.Gray, Frames = isColor ? channels / 3 : channels, Assumed = Keys };
        foreach (var (key, value) in entries)
        {
            if (Keys.Contains(key, StringComparer.Ordinal) || key is "steerlens.frames" or "steerlens.outputs" or "steerlens.output-grid" or "steerlens.description" or "steerlens.trained_on") contract = Apply(contract, key, value);
        }

        RequireFit(contract, channels);
        return contract;
    }

    /// <summary>Writes a contract as metadata: <see cref="Read"/> makes the same contract of it.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Write(InputContract contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        var crop = contract.Crop;
        List<KeyValuePair<string, string>> entries =
        [
            new("steerlens.crop", string.Create(CultureInfo.InvariantCulture, $"{crop.Left},{crop.Top},{crop.Width},{crop.Height}")),
            new("steerlens.fit", contract.Fit == CropFit.Aspect ? "aspect" : "stretch"),
            new("steerlens.color", Array.Find(Colors, candidate => candidate.Color == contract.Color).Text),
            new("steerlens.scale", Join(contract.Scale)),
            new("steerlens.offset", Join(contract.Offset)),
            new("steerlens.unit", contract.Unit switch
            {
                AngleUnit.Radians => "radians",
                AngleUnit.Degrees => "degrees",
                _ => string.Create(CultureInfo.InvariantCulture, $"full-scale:{contract.FullScaleDegrees}"),
            }),
            new("steerlens.positive", contract.PositiveIsRight ? "right" : "left"),
        ];
        if (contract.Frames > 1) entries.Add(new("steerlens.frames", contract.Frames.ToString(CultureInfo.InvariantCulture)));
        if (contract.Outputs.Count > 0) entries.Add(new("steerlens.outputs", string.Join(',', contract.Outputs)));
        if (contract.OutputGrid is { } grid) entries.Add(new("steerlens.output-grid", string.Create(CultureInfo.InvariantCulture, $"{grid.Rows}x{grid.Columns}")));
        if (contract.Description.Length > 0) entries.Add(new("steerlens.description", contract.Description));
        if (contract.TrainedOn.Length > 0) entries.Add(new("steerlens.trained_on", contract.TrainedOn));
        return entries;
    }

    /// <summary>Sets one value of a contract, which then no longer counts as assumed.</summary>
    /// <param name="contract">The contract to change a copy of.</param>
    /// <param name="key">A metadata key; the beginning <c>steerlens.</c> may be left out.</param>
    /// <param name="value">Its value as text.</param>
    /// <exception cref="NetworkFormatException">There is no such key, or the value makes no sense.</exception>
    public static InputContract Apply(InputContract contract, string key, string value)
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        var name = key.StartsWith(Prefix, StringComparison.Ordinal) ? key[Prefix.Length..] : key;
        var text = value.Trim();
        var changed = name switch
        {
            "crop" => contract with { Crop = Crop(value, text) },
            "fit" => contract with { Fit = text switch { "stretch" => CropFit.Stretch, "aspect" => CropFit.Aspect, _ => throw Wrong("fit", value, "stretch or aspect") } },
            "color" => contract with { Color = Color(value, text) },
            "scale" => contract with { Scale = Numbers("scale", value, text, zero: false) },
            "offset" => contract with { Offset = Numbers("offset", value, text, zero: true) },
            "unit" => Unit(contract, value, text),
            "positive" => contract with { PositiveIsRight = text switch { "right" => true, "left" => false, _ => throw Wrong("positive", value, "right or left") } },
            "frames" => contract with { Frames = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var frames) && frames is >= 1 and <= MaximumFrames ? frames : throw Wrong("frames", value, $"a whole number from 1 to {MaximumFrames}") },
            "outputs" => contract with { Outputs = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) },
            "output-grid" => contract with { OutputGrid = ReadGrid(text) },
            "description" => contract with { Description = value },
            "trained_on" => contract with { TrainedOn = value },
            _ => throw new NetworkFormatException($"the input contract has no '{name}': it has crop, fit, color, scale, offset, unit, positive, frames, outputs, output-grid, description, trained_on."),
        };
        return changed with { Assumed = [.. changed.Assumed.Where(assumed => !string.Equals(assumed, Prefix + name, StringComparison.Ordinal))] };
    }

    /// <summary>Refuses a contract that does not fit an input of so many channels.</summary>
    /// <exception cref="NetworkFormatException">Colour order, scale or offset are for another number of channels.</exception>
    public static void RequireFit(InputContract contract, int channels)
    {
        ArgumentNullException.ThrowIfNull(contract);
        var expected = contract.ColorChannels;
        var color = Array.Find(Colors, candidate => candidate.Color == contract.Color).Text;
        if (expected * contract.Frames != channels)
        {
            throw new NetworkFormatException(contract.Frames == 1
                ? $"the input contract's color {color} has {expected} channels, but the network's input has {channels}: set steerlens.color."
                : $"the input contract's {contract.Frames} frames of color {color} have {expected * contract.Frames} channels, but the network's input has {channels}: set steerlens.color and steerlens.frames.");
        }

        foreach (var (name, values) in new[] { ("scale", contract.Scale), ("offset", contract.Offset) })
        {
            if (values.Count != 1 && values.Count != expected)
                throw new NetworkFormatException($"the input contract's {name} has {values.Count} numbers for {expected} channels: give one, or one for each channel.");
        }
    }

    /// <summary>Rows and columns of a grid: <c>5x65</c>.</summary>
    /// <exception cref="NetworkFormatException">The text is something else.</exception>
    public static (int Rows, int Columns) ReadGrid(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('x');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows > 0
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns > 0
            ? (rows, columns)
            : throw Wrong("output-grid", text, "rows x columns, such as 5x65");
    }

    private static CropRectangle Crop(string value, string text)
    {
        const string Expected = "left,top,width,height as shares from 0 to 1 that stay inside the picture, such as 0,0.35,1,0.65";
        var parts = text.Split(',');
        if (parts.Length != 4) throw Wrong("crop", value, Expected);
        var numbers = Array.ConvertAll(parts, part => Number(part) ?? throw Wrong("crop", value, Expected));
        var (left, top, width, height) = (numbers[0], numbers[1], numbers[2], numbers[3]);
        if (left < 0 || top < 0 || width <= 0 || height <= 0 || left + width > 1 + CropSlack || top + height > 1 + CropSlack)
            throw Wrong("crop", value, Expected);
        return new CropRectangle(left, top, width, height);
    }

    private static ColorOrder Color(string value, string text)
    {
        foreach (var (name, color) in Colors)
        {
            if (string.Equals(name, text, StringComparison.Ordinal)) return color;
        }

        throw Wrong("color", value, string.Join(", ", Colors.Select(candidate => candidate.Text)));
    }

    private static InputContract Unit(InputContract contract, string value, string text)
    {
        const string FullScale = "full-scale";
        const string Expected = "radians, degrees or full-scale:DEGREES, such as full-scale:25";
        if (text is "radians") return contract with { Unit = AngleUnit.Radians };
        if (text is "degrees") return contract with { Unit = AngleUnit.Degrees };
        if (text is FullScale) return contract with { Unit = AngleUnit.FullScale };
        if (!text.StartsWith(FullScale + ":", StringComparison.Ordinal)) throw Wrong("unit", value, Expected);
        var degrees = Number(text[(FullScale.Length + 1)..]);
        if (degrees is not > 0) throw Wrong("unit", value, Expected);
        return contract with { Unit = AngleUnit.FullScale, FullScaleDegrees = degrees.Value };
    }

    private static float[] Numbers(string name, string value, string text, bool zero)
    {
        var expected = $"one number or one for each channel, separated by commas{(zero ? "" : ", not 0")}";
        var parts = text.Split(',');
        if (parts.Length is not (1 or 3)) throw Wrong(name, value, expected);
        return Array.ConvertAll(parts, part =>
        {
            var number = (float?)Number(part);
            if (number is not { } found || !float.IsFinite(found) || (found == 0 && !zero)) throw Wrong(name, value, expected);
            return found;
        });
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static string Join(IReadOnlyList<float> values) => string.Join(',', values.Select(value => value.ToString(CultureInfo.InvariantCulture)));

    private static NetworkFormatException Wrong(string name, string value, string expected)
    {
        var shown = string.Concat(value.Take(60).Select(letter => char.IsControl(letter) ? ' ' : letter));
        return new NetworkFormatException($"the input contract's {name} is '{shown}': it must be {expected}.");
    }
}
