using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Filters;

namespace Steerlens.Pipeline.Commands.Options;

/// <summary>Everything that <c>steerlens inspect</c> was asked for. Without a picture it is the table of the layers.</summary>
public sealed record InspectOptions
{
    /// <summary>The network.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>Whether the table is one JSON object.</summary>
    public bool Json { get; init; }

    /// <summary>The picture for the first layer's weights; null for none.</summary>
    public string? Weights { get; init; }

    /// <summary>The labelled drive that tells the input contract; null for none.</summary>
    public ContractSearchOptions? Against { get; init; }

    /// <summary>What a layer's activations are shown for; null for nothing.</summary>
    public ActivationOptions? Activations { get; init; }

    /// <summary>The filters that are searched for; null for none.</summary>
    public FilterRequest? Filters { get; init; }

    /// <summary>The picture for the activations or filters.</summary>
    public string Output { get; init; } = "";

    /// <summary>Whether the network's untrained twin stands beside it.</summary>
    public bool Twin { get; init; }

    /// <summary>Whether existing outputs may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>What runs the network.</summary>
    public DeviceChoice Device { get; init; }

    /// <summary>Threads that the engine may use; 0 for one on each core.</summary>
    public int Threads { get; init; }
}

/// <summary>Which activations are shown.</summary>
/// <param name="Source">A picture, a film, a folder of images, or <c>scene:NAME</c>.</param>
public sealed record ActivationOptions(string Source)
{
    /// <summary>The layers; none for all convolutions.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    /// <summary>The time of the frame that is shown; null for the first.</summary>
    public TimeSpan? At { get; init; }

    /// <summary>Every how many frames, from there on, one is looked at for dead channels.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>The most frames that are looked at for dead channels.</summary>
    public int MaximumFrames { get; init; } = 100;
}

/// <summary>Which filters are searched for, and how.</summary>
/// <param name="Layer">The layer.</param>
public sealed record FilterRequest(string Layer)
{
    /// <summary>The channels; none for all.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [];

    /// <summary>The picture to start from; null for noise.</summary>
    public string? From { get; init; }

    /// <summary>Which noise.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The search.</summary>
    public FilterOptions Search { get; init; } = new() { Decay = 0.01, Blur = 0.1 };
}

/// <summary>How the input contract is searched for.</summary>
/// <param name="Drive">A labelled drive: a labels file, or a folder with one.</param>
public sealed record ContractSearchOptions(string Drive)
{
    /// <summary>Frames of the drive that are tried, evenly over it.</summary>
    public int Sample { get; init; } = 300;

    /// <summary>The copy of the network's file that gets the best contract; null for none.</summary>
    public string? Write { get; init; }
}
