namespace Steerlens.Bench.Comparing;

/// <summary>What <c>forward</c> was asked for.</summary>
internal sealed record ForwardOptions
{
    /// <summary>Alternated turns for each row.</summary>
    public int Rounds { get; private init; } = 15;

    /// <summary>Only this number of threads, of both sides; null for one and for two.</summary>
    public int? Threads { get; private init; }

    /// <summary>Only this network; null for all.</summary>
    public string? Network { get; private init; }

    /// <summary>The folder of the peers' programs.</summary>
    public string Peers { get; private init; } = Path.Combine("bench", "peers");

    /// <summary>Reads the words after <c>forward</c>.</summary>
    /// <exception cref="FormatException">A word is unknown or has no sensible value.</exception>
    public static ForwardOptions Parse(IReadOnlyList<string> words)
    {
        var options = new ForwardOptions();
        var read = new OptionWords(words);
        while (read.Next() is { } word)
        {
            options = word switch
            {
                "--rounds" => options with { Rounds = read.Number() },
                "--threads" => options with { Threads = read.Number() },
                "--network" => options with { Network = read.Value() },
                "--peers" => options with { Peers = read.Value() },
                _ => throw OptionWords.Unknown(word),
            };
        }

        return options;
    }
}
