using Steerlens.Kernels.Engines;

namespace Steerlens.Pipeline.Commands.Options;

/// <summary>Everything that <c>steerlens doctor</c> was asked for.</summary>
/// <param name="Json">Whether the answer is one JSON object.</param>
public sealed record DoctorOptions(bool Json)
{
    /// <summary>The network.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>What runs the network.</summary>
    public DeviceChoice Device { get; init; }
}
