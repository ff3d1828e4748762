using Steerlens.Kernels.Maps;

namespace Steerlens.Pipeline.Commands.Parsing;

/// <summary>The part of all maps that a command can do; its help and its refusals name nothing else.</summary>
/// <param name="Maps">Names of maps, the usual one first.</param>
/// <param name="Targets">What they can show.</param>
/// <param name="Fills">What hidden windows can show.</param>
internal sealed record MapLimits(IReadOnlyList<string> Maps, IReadOnlyList<Target> Targets, IReadOnlyList<Fill> Fills);
