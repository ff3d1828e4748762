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
        var read = new OptionWords(words);
        while (read.Next() is { } word)
        {
            options = word switch
            {
                "--quick" => options with { Pairs = 2, Frames = 150 },
                "--json" => options with { Json = true },
                "--frames" => options with { Frames = read.Number() },
                "--pairs" => options with { Pairs = read.Number() },
                "--film" => options with { Film = read.Value() },
                _ => throw OptionWords.Unknown(word),
            };
        }

        return options;
    }
}
