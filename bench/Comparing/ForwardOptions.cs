using System.Globalization;

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
        for (var index = 0; index < words.Count; index++)
        {
            var word = words[index];
            string Value() => ++index < words.Count ? words[index] : throw new FormatException($"{word} needs a value");
            int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                ? number
                : throw new FormatException($"{word}: '{text}' is not a whole number above 0");
            options = word switch
            {
                "--rounds" => options with { Rounds = Number(Value()) },
                "--threads" => options with { Threads = Number(Value()) },
                "--network" => options with { Network = Value() },
                "--peers" => options with { Peers = Value() },
                _ => throw new FormatException($"unknown option '{word}'; see bench/README.md"),
            };
        }

        return options;
    }
}
