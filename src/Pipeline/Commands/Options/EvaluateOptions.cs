using Steerlens.Kernels.Engines;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Commands.Options;

/// <summary>Everything that <c>steerlens evaluate</c> was asked for.</summary>
/// <param name="Drive">A labelled drive: a labels file, or a folder with one.</param>
public sealed record EvaluateOptions(string Drive)
{
    /// <summary>Every how manieth frame is driven.</summary>
    public int Every { get; init; } = 1;

    /// <summary>The folder for plot, table and worst frames; null for the figures alone.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether existing outputs may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The map of the worst frames.</summary>
    public MapRequest Map { get; init; } = new();

    /// <summary>The network.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>The output that is the angle; null for the first.</summary>
    public string? Output { get; init; }

    /// <summary>Whether the answer is one JSON object.</summary>
    public bool Json { get; init; }

    /// <summary>How progress is told.</summary>
    public ProgressStyle Progress { get; init; } = ProgressStyle.Auto;

    /// <summary>What runs the network.</summary>
    public DeviceChoice Device { get; init; }

    /// <summary>Threads of the engine; 0 for one on each core.</summary>
    public int Threads { get; init; }

    /// <summary>The plot in pixels.</summary>
    public string PlotFile => Place("evaluation.png");

    /// <summary>The plot as SVG.</summary>
    public string VectorFile => Place("evaluation.svg");

    /// <summary>One line for each frame.</summary>
    public string TableFile => Place("evaluation.csv");

    /// <summary>The worst frames.</summary>
    public string SheetFile => Place("worst.png");

    /// <summary>All outputs.</summary>
    public IReadOnlyList<string> Files => [PlotFile, VectorFile, SheetFile, TableFile];

    private string Place(string name) => Path.Combine(Folder ?? "", name);
}
