using Steerlens.Pipeline.Commands;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Annotation;

/// <summary>Runs <c>steerlens annotate</c>.</summary>
internal static class AnnotateRunner
{
    /// <summary>Runs the command to its end.</summary>
    public static Task RunAsync(AnnotateJob job, AnnotateOptions options, CommandConsole console, Interruption interruption) =>
        throw new NotSupportedException();
}
