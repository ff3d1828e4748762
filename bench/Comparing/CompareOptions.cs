namespace Steerlens.Bench.Comparing;

/// <summary>What <c>compare</c> was asked for.</summary>
internal sealed record CompareOptions
{
    /// <summary>Alternated measurements of ours and the peer for each row.</summary>
    public int Pairs { get; private init; } = 5;

    /// <summary>The most windows that a peer runs in one measurement.</summary>
    public int Windows { get; private init; } = 4096;

    /// <summary>Seconds that one measurement of ours goes on for at least.</summary>
    public double OwnSeconds { get; private init; } = 0.5;

    /// <summary>Threads of every side.</summary>
    public int Threads { get; private init; } = 2;

    /// <summary>Whether the answer is JSON.</summary>
    public bool Json { get; private init; }

    /// <summary>Only this bank; null for all.</summary>
    public string? Bank { get; private init; }

    /// <summary>Only this network; null for all.</summary>
    public string? Network { get; private init; }

    /// <summary>The network with the 1164-wide layer; null where it could not be made.</summary>
    public string? Wide { get; private init; }

    /// <summary>The folder that holds captum's package; null leaves captum out.</summary>
    public string? Captum { get; private init; }

    /// <summary>The folder of the peers' programs.</summary>
    public string Peers { get; private init; } = Path.Combine("bench", "peers");

    /// <summary>A Python that has PyTorch and onnx; null leaves PyTorch and captum out.</summary>
    public string? Python { get; private init; }

    /// <summary>Reads the words after <c>compare</c>.</summary>
    /// <exception cref="FormatException">A word is unknown or has no sensible value.</exception>
    public static CompareOptions Parse(IReadOnlyList<string> words)
    {
        var options = new CompareOptions();
        var read = new OptionWords(words);
        while (read.Next() is { } word)
        {
            options = word switch
            {
                "--quick" => options with { Pairs = 2, Windows = 1024, OwnSeconds = 0.2 },
                "--json" => options with { Json = true },
                "--pairs" => options with { Pairs = read.Number() },
                "--windows" => options with { Windows = read.Number() },
                "--threads" => options with { Threads = read.Number() },
                "--bank" => options with { Bank = read.Value() },
                "--network" => options with { Network = read.Value() },
                "--wide" => options with { Wide = read.Value() },
                "--captum" => options with { Captum = read.Value() },
                "--peers" => options with { Peers = read.Value() },
                "--python" => options with { Python = read.Value() },
                _ => throw OptionWords.Unknown(word),
            };
        }

        return options;
    }
}
