using Steerlens.Pipeline.Commands;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Annotation;

/// <summary>Runs <c>steerlens render</c>.</summary>
internal static class RenderRunner
{
    /// <summary>Runs the command to its end.</summary>
    public static Task RunAsync(RenderOptions options, CommandConsole console, Interruption interruption) =>
        throw new NotSupportedException();
}
