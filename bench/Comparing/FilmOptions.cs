using System.Globalization;

namespace Steerlens.Bench.Comparing;

/// <summary>What <c>film</c> was asked for.</summary>
internal sealed record FilmOptions
{
    /// <summary>Frames of the film that is annotated.</summary>
    public int Frames { get; private init; } = 1000;

    /// <summary>Alternated measurements of ours and the peer.</summary>
    public int Pairs { get; private init; } = 5;

    /// <summary>The film that is looped to that length; null renders a road.</summary>
    public string? Film { get; private init; }

    /// <summary>Whether the answer is JSON.</summary>
    public bool Json { get; private init; }

    /// <summary>Reads the words after <c>film</c>.</summary>
    /// <exception cref="FormatException">A word is unknown or has no sensible value.</exception>
    public static FilmOptions Parse(IReadOnlyList<string> words)
    {
        var options = new FilmOptions();
        for (var index = 0; index < words.Count; index++)
        {
            var word = words[index];
            string Value() => ++index < words.Count ? words[index] : throw new FormatException($"{word} needs a value");
            int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                ? number
                : throw new FormatException($"{word}: '{text}' is not a whole number above 0");
            options = word switch
            {
                "--quick" => options with { Pairs = 2, Frames = 150 },
                "--json" => options with { Json = true },
                "--frames" => options with { Frames = Number(Value()) },
                "--pairs" => options with { Pairs = Number(Value()) },
                "--film" => options with { Film = Value() },
                _ => throw new FormatException($"unknown option '{word}'; see bench/README.md"),
            };
        }

        return options;
    }
}
