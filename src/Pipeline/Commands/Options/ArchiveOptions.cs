using Steerlens.Pipeline.Archive;

namespace Steerlens.Pipeline.Commands.Options;

/// <summary>How a whole archive is annotated.</summary>
/// <param name="Folder">Where everything goes.</param>
public sealed record ArchiveOptions(string Folder)
{
    /// <summary>Films at a time; null for what suits the machine.</summary>
    public int? Jobs { get; init; }

    /// <summary>Whether films whose completion marker fits are left as they are, and others are made anew.</summary>
    public bool SkipExisting { get; init; }

    /// <summary>Whether segments of one drive are put together first.</summary>
    public bool Join { get; init; }

    /// <summary>Which part of the archive is this run's.</summary>
    public Shard Shard { get; init; } = Shard.Everything;

    /// <summary>Whether only the report is made, of what is there.</summary>
    public bool ReportOnly { get; init; }

    /// <summary>The ending of the sidecar beside each film, <c>.jsonl</c> or <c>.csv</c>; null for none.</summary>
    public string? Sidecar { get; init; }

    /// <summary>Everything on the command line and in the environment that changes what is written, as text: one setting on each line.</summary>
    public string Settings { get; init; } = "";
}

/// <summary>A source and how it is called in the archive.</summary>
/// <param name="Path">A film, a folder of images, or <c>scene:NAME</c>.</param>
/// <param name="Name">Its path below the archive's root, with its ending and forward slashes.</param>
public sealed record ArchiveSource(string Path, string Name);
