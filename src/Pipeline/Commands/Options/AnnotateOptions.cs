namespace Steerlens.Pipeline.Commands.Options;

/// <summary>Everything that <c>steerlens annotate</c> was asked for, apart from the sources and outputs themselves.</summary>
public sealed record AnnotateOptions : FilmChoices
{
    /// <summary>Asks for nothing in particular.</summary>
    public AnnotateOptions()
    {
    }

    /// <summary>Takes over what every film is asked for.</summary>
    public AnnotateOptions(FilmChoices choices)
        : base(choices)
    {
    }

    /// <summary>Whether existing outputs may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The frames.</summary>
    public RangeOptions Range { get; init; } = new();
}

/// <summary>One source and where what it becomes goes.</summary>
/// <param name="Source">A film, a folder of images, or <c>scene:NAME</c>.</param>
/// <param name="Output">The film to write; <c>-</c> for standard output.</param>
/// <param name="Sidecar">The file with one line for each frame; <c>-</c> for standard output; null for none.</param>
/// <param name="Maps">The folder for raw maps; null for none.</param>
public sealed record AnnotateJob(string Source, string Output, string? Sidecar = null, string? Maps = null)
{
    /// <summary>Where the footage lies, where <see cref="Source"/> is only made of it.</summary>
    public string Origin { get; init; } = Source;
}
