using Steerlens.Kernels.Engines;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Commands.Options;

/// <summary>Everything that <c>steerlens study</c> was asked for.</summary>
/// <param name="Scene">The road as its address says, against which the other looks are held; its rate says how often it is looked at.</param>
/// <param name="Folder">The folder for the sheet and the table.</param>
public sealed record StudyOptions(SceneOptions Scene, string Folder)
{
    /// <summary>The road's address as it was given, for people.</summary>
    public string Address { get; init; } = SceneOptions.Prefix + Scene.Name;

    /// <summary>Whether existing outputs may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The network.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>The maps, at least one.</summary>
    public IReadOnlyList<MapRequest> Maps { get; init; } = [new()];

    /// <summary>How progress is told.</summary>
    public ProgressStyle Progress { get; init; } = ProgressStyle.Auto;

    /// <summary>What runs the network.</summary>
    public DeviceChoice Device { get; init; }

    /// <summary>Threads that the engine may use; 0 for one on each core.</summary>
    public int Threads { get; init; }

    /// <summary>The sheet.</summary>
    public string SheetFile => Path.Combine(Folder, "study.png");

    /// <summary>The table.</summary>
    public string TableFile => Path.Combine(Folder, "study.csv");
}
