using Steerlens.Kernels.Engines;
using Steerlens.Models;

namespace Steerlens.Pipeline.Annotation;

/// <summary>Makes the engine that runs a network on this machine.</summary>
internal static class EngineChoice
{
    /// <summary>Makes the engine.</summary>
    /// <param name="network">The network.</param>
    /// <param name="threads">Its threads; 0 for one on each core.</param>
    /// <exception cref="SteerlensException">The environment asks for vectors that are unknown or not on this machine.</exception>
    public static CpuEngine Create(Network network, int threads)
    {
        RequireVectors();
        return new CpuEngine(network, threads);
    }

    /// <summary>Refuses a forced width of vectors that this machine does not have.</summary>
    /// <exception cref="SteerlensException">The environment asks for one; the message says which there are.</exception>
    public static void RequireVectors()
    {
        try
        {
            _ = InstructionSets.Choose();
        }
        catch (NotSupportedException exception)
        {
            throw new SteerlensException(ExitCode.Usage, "environment variable " + exception.Message.TrimEnd('.'), exception);
        }
    }
}
