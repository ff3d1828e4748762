using Steerlens.Kernels.Cuda;
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
        if (!console.IsVerbose) return code;
        foreach (var line in exception.ToString().ReplaceLineEndings("\n").Split('\n')) console.WriteLine(line);
        return code;
    }

    /// <summary>What an exception means for people: what the process would exit with, and one line; null where nobody foresaw it.</summary>
    internal static (ExitCode Code, string Reason)? Known(Exception exception)
    {
        // A stage may have wrapped the reason that a person can act on.
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is SteerlensException known) return (known.ExitCode, Plain(known.Message));
            if (cause is MapOptionException map) return (ExitCode.Usage, Plain(map.Message));
            if (cause is CudaException cuda) return (ExitCode.BackEndUnavailable, Plain(cuda.Message));
            if (cause is NetworkFormatException network) return (ExitCode.InputUnreadable, Plain(network.Message));
        }

        return null;
    }

    private static (ExitCode Code, string Reason) Explain(Exception exception, Interruption interruption, bool isVerbose)
    {
        if (Known(exception) is { } known) return known;
        if (exception is OperationCanceledException && interruption.ExitCode is { } signalled) return (signalled, interruption.EndedWords);
        var advice = isVerbose ? "" : " (--verbose tells more)";
        return (ExitCode.Unexpected, $"unexpected failure: {exception.GetType().Name}: {exception.Message}{advice}");
    }

    /// <summary>A sentence as it stands behind the program's name: no capital, no full stop.</summary>
    private static string Plain(string sentence)
    {
        var text = sentence.EndsWith("...", StringComparison.Ordinal) ? sentence : sentence.TrimEnd('.');
        return text is [var first, var second, ..] && char.IsUpper(first) && (char.IsLower(second) || second == ' ') ? char.ToLowerInvariant(first) + text[1..] : text;
    }
}
