using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Annotation;

/// <summary>Runs <c>steerlens probe</c>.</summary>
internal static class ProbeRunner
{
    /// <summary>Runs the command to its end.</summary>
    public static Task RunAsync(ProbeOptions options, CommandConsole console, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
