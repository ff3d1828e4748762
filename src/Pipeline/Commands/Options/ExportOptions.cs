namespace Steerlens.Pipeline.Commands.Options;

/// <summary>Everything that <c>steerlens export</c> was asked for.</summary>
/// <param name="Output">The ONNX file to write.</param>
public sealed record ExportOptions(string Output)
{
    /// <summary>The network.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>The map that goes with it.</summary>
    public MapRequest Map { get; init; } = new();

    /// <summary>Whether an existing output may be replaced.</summary>
    public bool Overwrite { get; init; }
}
