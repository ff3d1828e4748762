using Steerlens.Kernels.Maps;

namespace Steerlens.Pipeline.Commands.Options;

/// <summary>What is to be explained, and how.</summary>
public sealed record MapChoice
{
    /// <summary>The kind of map.</summary>
    public IMapMethod Method { get; init; } = MapMethods.All[0];

    /// <summary>The part of it that is wanted; one of the method's targets.</summary>
    public Target Target { get; init; } = Target.Signed;

    /// <summary>What the method may read.</summary>
    public MapOptions Options { get; init; } = new();
}
