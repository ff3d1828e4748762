using System.Globalization;

namespace Steerlens.Bench.Comparing;

/// <summary>The words of a command line, taken one by one.</summary>
internal sealed class OptionWords(IReadOnlyList<string> words)
{
    private int _index = -1;

    /// <summary>A failure for a word that nobody knows.</summary>
    public static FormatException Unknown(string word) => new($"unknown option '{word}'; see bench/README.md");

    /// <summary>The next option; null at the end.</summary>
    public string? Next() => ++_index < words.Count ? words[_index] : null;

    /// <summary>The value behind the option.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public string Value() => ++_index < words.Count ? words[_index] : throw new FormatException($"{words[_index - 1]} needs a value");

    /// <summary>The value behind the option as a whole number above 0.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public int Number()
    {
        var (option, text) = (words[_index], Value());
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new FormatException($"{option}: '{text}' is not a whole number above 0");
    }
}
