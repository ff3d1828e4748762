using System.CommandLine;

namespace Steerlens.Pipeline.Commands;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class ExampledCommand(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Command lines that work as they stand, given the files that they name.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Whether its options choose among all maps, which its help then lists.</summary>
    public bool HasAllMaps { get; init; } = true;

    /// <summary>Whether a rendered road may be its source.</summary>
    public bool HasScenes { get; init; }
}
