namespace Steerlens.Pipeline.Commands.Options;

/// <summary>Everything that <c>steerlens bench</c> was asked for.</summary>
public sealed record BenchOptions : FilmChoices
{
    /// <summary>Asks for a source and nothing in particular.</summary>
    /// <param name="source">A film, a folder of images, or <c>scene:NAME</c>.</param>
    public BenchOptions(string source) => Source = source;

    /// <summary>Takes over what every film is asked for.</summary>
    public BenchOptions(string source, FilmChoices choices)
        : base(choices) => Source = source;

    /// <summary>A film, a folder of images, or <c>scene:NAME</c>.</summary>
    public string Source { get; init; }

    /// <summary>The film to write; null throws the pictures away.</summary>
    public string? Output { get; init; }

    /// <summary>Whether an existing output may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Frames that are measured, where the source has as many.</summary>
    public int Frames { get; init; } = 300;

    /// <summary>Frames before those, which are not measured; at least 1.</summary>
    public int WarmUp { get; init; } = 12;

    /// <summary>Whether the answer is one JSON object.</summary>
    public bool Json { get; init; }

    /// <summary>An earlier answer in JSON to compare with; null for none.</summary>
    public string? Baseline { get; init; }
}
