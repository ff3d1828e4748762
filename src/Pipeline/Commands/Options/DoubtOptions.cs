namespace Steerlens.Pipeline.Commands.Options;

/// <summary>How it is told how sure an angle is.</summary>
public sealed record DoubtOptions
{
    /// <summary>Whether other trainings of the network run beside it; null where there are some: for the default network, or where they are named.</summary>
    public bool? Spread { get; init; }

    /// <summary>Other trainings of the network: ONNX files or shipped names; empty for those that come with the default network.</summary>
    public IReadOnlyList<string> Ensemble { get; init; } = [];
}
