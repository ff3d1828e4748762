using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Annotation;

/// <summary>Runs <c>steerlens doctor</c>.</summary>
internal static class DoctorRunner
{
    /// <summary>Runs the command to its end.</summary>
    public static Task<ExitCode> RunAsync(DoctorOptions options, CommandConsole console, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
