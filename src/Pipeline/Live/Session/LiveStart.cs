using Steerlens.Kernels.Engines;
using Steerlens.Pipeline.Commands.Options;

namespace Steerlens.Pipeline.Live.Session;

/// <summary>What the command line asked for, beyond what the settings can change.</summary>
internal sealed record LiveStart
{
    /// <summary>The map and all its choices.</summary>
    public MapRequest Map { get; init; } = new();

    /// <summary>The drawing and all its choices.</summary>
    public DrawingOptions Drawing { get; init; } = new();

    /// <summary>How it is told how sure an angle is.</summary>
    public DoubtOptions Doubt { get; init; } = new();

    /// <summary>What runs the network.</summary>
    public DeviceChoice Device { get; init; }

    /// <summary>Gets what a person should know of the device, each thing once.</summary>
    public Action<string> Note { get; init; } = _ => { };

    /// <summary>Threads that the engine may use; 0 for one on each core.</summary>
    public int Threads { get; init; }

    /// <summary>The folder that recordings go to.</summary>
    public string RecordFolder { get; init; } = ".";
}
