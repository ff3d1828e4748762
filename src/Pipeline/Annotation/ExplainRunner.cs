using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Annotation;

/// <summary>Runs <c>steerlens explain</c>.</summary>
internal static class ExplainRunner
{
    /// <summary>Runs the command to its end.</summary>
    public static Task RunAsync(ExplainOptions options, CommandConsole console, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
