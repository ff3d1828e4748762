using Steerlens.Kernels.Maps;

namespace Steerlens.Pipeline.Commands.Options;

/// <summary>What is to be explained, and how.</summary>
public sealed record MapRequest
{
    /// <summary>The method.</summary>
    public IMapMethod Method { get; init; } = MapMethods.All[0];

    /// <summary>What the map explains.</summary>
    public Target Target { get; init; } = Target.Signed;

    /// <summary>The method's own choices.</summary>
    public MapOptions Options { get; init; } = new();
}
