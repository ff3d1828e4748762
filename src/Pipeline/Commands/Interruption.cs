using System.Runtime.InteropServices;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Commands;

/// <summary>
/// Ctrl-C and SIGTERM. The first one asks to read no further and to finish what was read; the second one stops everything, and
/// ends the process by force if that has not helped after a few seconds. A third one ends it at once.
/// </summary>
public sealed class Interruption : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stopReading = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly CommandConsole _console;
    private readonly Action<int> _exit;
    private readonly Lock _gate = new();
    private bool _stopsAtOnce;
    private int _count;
    private Timer? _force;

    /// <summary>Makes an interruption that has not happened.</summary>
    /// <param name="console">Where a person is told what happens.</param>
    /// <param name="exit">Ends the process with a code.</param>
    public Interruption(CommandConsole console, Action<int> exit)
    {
        _console = console;
        _exit = exit;
    }

    /// <summary>Cancelled by the first signal: read no further, finish what was read, and give outputs their names.</summary>
    public CancellationToken StopReading => _stopReading.Token;

    /// <summary>Cancelled by the second signal: stop everything.</summary>
    public CancellationToken Abort => _abort.Token;

    /// <summary>What to exit with because of a signal; null where there was none.</summary>
    public ExitCode? ExitCode { get; private set; }

    /// <summary>What a person is told at the end of a command that a signal ended; empty where the signal was answered already.</summary>
    internal string EndedWords => _stopsAtOnce ? "stopped: nothing was written" : "";

    /// <summary>For a command that writes nothing before its end: the first signal stops it at once, and nothing else is promised.</summary>
    /// <returns>Cancelled by the first signal.</returns>
    public CancellationToken StopAtOnce()
    {
        _stopsAtOnce = true;
        return _stopReading.Token;
    }

    /// <summary>Listens to the process's signals until disposed.</summary>
    public static Interruption OfProcess(CommandConsole console)
    {
        var interruption = new Interruption(console, Environment.Exit);
        interruption.Listen(PosixSignal.SIGINT, Pipeline.ExitCode.Cancelled);
        interruption.Listen(PosixSignal.SIGTERM, Pipeline.ExitCode.Terminated);
        interruption.Listen(PosixSignal.SIGHUP, Pipeline.ExitCode.Terminated);
        return interruption;
    }

    /// <summary>Takes one signal in.</summary>
    /// <param name="exitCode">What the process ends with because of it, if it is the first.</param>
    public void Signal(ExitCode exitCode)
    {
        int count;
        lock (_gate)
        {
            count = ++_count;
            ExitCode ??= exitCode;
        }

        switch (count)
        {
            case 1:
                if (!_stopsAtOnce) _console.Note("stopping: finishing what was read so far (once more to stop at once)");
                _stopReading.Cancel();
                break;
            case 2:
                _console.Note("stopping at once");
                _force = new Timer(_ => _exit((int)ExitCode!), null, Patience, Timeout.InfiniteTimeSpan);
                _stopReading.Cancel();
                _abort.Cancel();
                break;
            default:
                _exit((int)ExitCode!);
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _force?.Dispose();
        _stopReading.Dispose();
        _abort.Dispose();
    }

    private void Listen(PosixSignal signal, ExitCode exitCode)
    {
        _registrations.Add(PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            Signal(exitCode);
        }));
    }
}
