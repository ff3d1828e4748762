using Steerlens.Kernels.Maps;
using Steerlens.Models;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Commands;

/// <summary>Turns a failure into one line for people and an exit code.</summary>
internal static class FailureReport
{
    /// <summary>Says on the console what failed.</summary>
    /// <returns>What the process exits with because of it.</returns>
    public static ExitCode Write(Exception exception, CommandConsole console, Interruption interruption)
    {
        var (code, reason) = Explain(exception, interruption, console.IsVerbose);
        if (reason.Length > 0) console.Note(reason);
        if (console.IsVerbose) console.WriteLine(exception.ToString());
        return code;
    }

    private static (ExitCode Code, string Reason) Explain(Exception exception, Interruption interruption, bool isVerbose)
    {
        // A stage may have wrapped the reason that a person can act on.
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is SteerlensException known) return (known.ExitCode, known.Message);
            if (cause is MapOptionException map) return (ExitCode.Usage, map.Message);
            if (cause is NetworkFormatException network) return (ExitCode.InputUnreadable, network.Message);
        }

        if (exception is OperationCanceledException && interruption.ExitCode is { } signalled) return (signalled, "");
        var advice = isVerbose ? "" : " (--verbose tells more)";
        return (ExitCode.Unexpected, $"unexpected failure: {exception.GetType().Name}: {exception.Message}{advice}");
    }
}
