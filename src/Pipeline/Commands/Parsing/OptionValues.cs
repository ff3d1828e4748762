using System.Globalization;
using Steerlens.Kernels.Images;
using Steerlens.Kernels.Maps;
using Steerlens.Models;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Commands.Parsing;

/// <summary>Reads the values of options. Each throws <see cref="FormatException"/> with what was expected.</summary>
internal static class OptionValues
{
    /// <summary>A whole number in a range.</summary>
    public static Func<string, int> Whole(int least, int most = int.MaxValue) => text =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw Expected(text, most == int.MaxValue ? Invariant($"a whole number of at least {least}") : Invariant($"a whole number from {least} to {most}"));

    /// <summary>A number in a range.</summary>
    public static Func<string, double> Number(double least, double most = double.MaxValue) => text =>
        TryNumber(text, out var value) && value >= least && value <= most
            ? value
            : throw Expected(text, most == double.MaxValue ? Invariant($"a number of at least {least}") : Invariant($"a number from {least} to {most}"));

    /// <summary>A number between two, the lower one left out.</summary>
    public static Func<string, double> NumberAbove(double least, double most) => text =>
        TryNumber(text, out var value) && value > least && value <= most
            ? value
            : throw Expected(text, string.Create(CultureInfo.InvariantCulture, $"a number above {least} and up to {most}"));

    /// <summary>Whole numbers with commas between them, each at least 1.</summary>
    public static IReadOnlyList<int> Sizes(string text)
    {
        var read = Whole(1);
        try
        {
            return [.. text.Split(',').Select(part => read(part.Trim()))];
        }
        catch (FormatException)
        {
            throw Expected(text, "whole numbers of at least 1 with commas between them, like 15,50");
        }
    }

    /// <summary>One number, or one for each channel with commas between them.</summary>
    public static IReadOnlyList<float> ChannelValues(string text) =>
        Numbers(text) is { Count: >= 1 and <= 4 } values
            ? [.. values.Select(value => (float)value)]
            : throw Expected(text, "one number, or one for each channel with commas between them");

    /// <summary>As <see cref="ChannelValues"/>, none of them 0: every picture would be the same to the network.</summary>
    public static IReadOnlyList<float> ChannelScales(string text) => ChannelValues(text) is var values && values.Any(value => value == 0)
        ? throw Expected(text, "a factor other than 0: with 0 every picture is the same to the network")
        : values;

    /// <summary>Seconds (<c>12.5</c>), or <c>mm:ss</c> or <c>hh:mm:ss.mmm</c>.</summary>
    public static TimeSpan Time(string text)
    {
        var seconds = 0m;
        var parts = text.Split(':');
        for (var index = 0; index < parts.Length; index++)
        {
            var isLast = index == parts.Length - 1;
            var style = isLast ? NumberStyles.AllowDecimalPoint : NumberStyles.None;
            if (parts.Length > 3 || !decimal.TryParse(parts[index], style, CultureInfo.InvariantCulture, out var value)
                || (index > 0 && value >= 60) || value > 1_000_000)
            {
                throw Expected(text, "seconds or hh:mm:ss.mmm, like 90, 1:30 or 00:01:30.500");
            }

            seconds = (seconds * 60) + value;
        }

        return TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));
    }

    /// <summary>Times with commas between them.</summary>
    public static IReadOnlyList<TimeSpan> Times(string text) => [.. text.Split(',').Select(part => Time(part.Trim()))];

    /// <summary>A time as people write it: <c>0:07</c>, <c>1:02:03.5</c>.</summary>
    public static string TimeText(TimeSpan time)
    {
        var seconds = Invariant($"{time.Seconds:00}") + (time.Ticks % TimeSpan.TicksPerSecond is > 0 and var rest ? Invariant($"{rest / (double)TimeSpan.TicksPerSecond:.###}") : "");
        return time.TotalHours >= 1 ? Invariant($"{(long)time.TotalHours}:{time.Minutes:00}:{seconds}") : Invariant($"{time.Minutes}:{seconds}");
    }

    /// <summary>A length of time above 0.</summary>
    public static TimeSpan Length(string text) =>
        Time(text) is { Ticks: > 0 } length ? length : throw Expected(text, "a time above 0, in seconds or hh:mm:ss.mmm");

    /// <summary>A frame rate above 0, as a whole number, decimal number or fraction.</summary>
    public static Rational Rate(string text)
    {
        if (Rational.TryParse(text, out var rate) && rate.Numerator > 0) return rate;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is > 0 and < 100_000)
            return new Rational((long)Math.Round(value * 1000), 1000);
        throw Expected(text, "frames per second, like 25, 29.97 or 30000/1001");
    }

    /// <summary>Width and height, both even: <c>1280x720</c>.</summary>
    public static (int Width, int Height)? Size(string text)
    {
        var parts = text.Split('x');
        if (parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var height)
            && width is >= 16 and <= 8192 && height is >= 16 and <= 8192 && width % 2 == 0 && height % 2 == 0)
        {
            return (width, height);
        }

        throw Expected(text, "an even width and height from 16 to 8192, like 1280x720");
    }

    /// <summary>Rows and columns: <c>5x65</c>.</summary>
    public static (int Rows, int Columns)? Grid(string text)
    {
        try
        {
            return InputContractMetadata.ReadGrid(text);
        }
        catch (NetworkFormatException exception)
        {
            throw new FormatException($"'{text}' is not rows x columns, like 5x65", exception);
        }
    }

    /// <summary>Left, top, width and height as shares of the picture.</summary>
    public static CropRectangle Crop(string text)
    {
        if (Numbers(text) is [var left, var top, var width, var height]
            && left >= 0 && top >= 0 && width > 0 && height > 0 && left + width <= 1 + 1e-9 && top + height <= 1 + 1e-9)
        {
            return new CropRectangle(left, top, width, height);
        }

        throw Expected(text, "left,top,width,height as shares of the picture inside 0..1, like 0,0.4,1,0.6");
    }

    /// <summary>Left, top, width and height in pixels.</summary>
    public static MapRectangle Box(string text) =>
        Numbers(text) is [var left, var top, var width, var height] && left >= 0 && top >= 0 && width >= 4 && height >= 4
            ? new MapRectangle(left, top, width, height)
            : throw Expected(text, "left,top,width,height in pixels, at least 4 wide and high, like 600,300,80,60");

    /// <summary>A kind of a rendered road's objects, or the number of one.</summary>
    public static (SceneObjectKind? Kind, int? Number, long? Id) SceneObject(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id)) return (null, null, id);
        foreach (var kind in Enum.GetValues<SceneObjectKind>())
        {
            var word = Word(kind);
            if (word.Equals(text, StringComparison.OrdinalIgnoreCase)) return (kind, null, null);
            if (text.StartsWith(word + ":", StringComparison.OrdinalIgnoreCase) && int.TryParse(text.AsSpan(word.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return (kind, number, null);
        }

        throw Expected(text, "a kind of object (" + string.Join(", ", Enum.GetValues<SceneObjectKind>().Select(Word)) + "), one of a kind like car:2, or an identifier");
    }

    /// <summary><c>radians</c>, <c>degrees</c>, or <c>full-scale:DEGREES</c>.</summary>
    public static OutputUnit Unit(string text)
    {
        const string fullScale = "full-scale:";
        if (text is "radians") return new OutputUnit(AngleUnit.Radians);
        if (text is "degrees") return new OutputUnit(AngleUnit.Degrees);
        if (text.StartsWith(fullScale, StringComparison.Ordinal) && TryNumber(text[fullScale.Length..], out var degrees) && degrees > 0)
            return new OutputUnit(AngleUnit.FullScale, degrees);
        throw Expected(text, "radians, degrees, or full-scale:DEGREES, like full-scale:25");
    }

    /// <summary>One word of a list.</summary>
    public static Func<string, T> Choice<T>(params (string Word, T Value)[] choices) => text =>
    {
        foreach (var (word, value) in choices)
        {
            if (word.Equals(text, StringComparison.OrdinalIgnoreCase)) return value;
        }

        throw Expected(text, string.Join(", ", choices.SkipLast(1).Select(choice => choice.Word)) + " or " + choices[^1].Word);
    };

    /// <summary>The word on the command line for an enumeration's value.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>A map by its name, or the product of two.</summary>
    public static IMapMethod Map(string text)
    {
        try
        {
            return MapMethods.Find(text);
        }
        catch (MapOptionException exception)
        {
            // The sentence stands behind the option's name.
            throw new FormatException(char.ToLowerInvariant(exception.Message[0]) + exception.Message[1..], exception);
        }
    }

    /// <summary>Words with commas between them.</summary>
    public static IReadOnlyList<string> Words(string text)
    {
        var words = text.Split(',', StringSplitOptions.TrimEntries);
        return Array.TrueForAll(words, word => word.Length > 0) ? words : throw Expected(text, "words with commas between them, like conv1,conv3");
    }

    /// <summary>Any text that is not empty.</summary>
    public static string Text(string text) => text.Length > 0 ? text : throw new FormatException("the value is empty");

    private static FormatException Expected(string text, string what) => new($"'{text}' is not {what}");

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private static IReadOnlyList<double> Numbers(string text)
    {
        var parts = text.Split(',');
        var values = new double[parts.Length];
        for (var index = 0; index < parts.Length; index++)
        {
            if (!TryNumber(parts[index].Trim(), out values[index])) return [];
        }

        return values;
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
