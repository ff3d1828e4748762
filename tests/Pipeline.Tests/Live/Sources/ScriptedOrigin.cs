using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Live.Sources;

namespace Steerlens.Pipeline.Tests.Live.Sources;

/// <summary>What a connection does: it fails, or brings some frames and then ends, breaks or falls silent.</summary>
internal sealed record ScriptedConnection
{
    public string? Refusal { get; init; }

    public long Frames { get; init; } = long.MaxValue;

    public string? BreaksWith { get; init; }

    public bool FallsSilent { get; init; }

    public int Width { get; init; } = 64;

    public int Height { get; init; } = 48;

    /// <summary>Waits before a frame, by its number; frames come as fast as they are read where null.</summary>
    public Func<long, CancellationToken, Task>? Before { get; init; }
}

/// <summary>A source that does what it is told, connection by connection; the last one again and again.</summary>
internal sealed class ScriptedOrigin(bool waits, params ScriptedConnection[] connections) : LiveOrigin
{
    private int _open;

    public override string Name => "scripted";

    public override bool Waits => waits;

    public override bool Loops => DoesLoop;

    public bool DoesLoop { get; init; }

    public int Tries { get; private set; }

    public int Open => _open;

    public override Task<IFrameSource> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = connections[Math.Min(Tries++, connections.Length - 1)];
        if (connection.Refusal is { } refusal) throw new SteerlensException(ExitCode.InputUnreadable, refusal);
        Interlocked.Increment(ref _open);
        return Task.FromResult<IFrameSource>(new Source(this, connection));
    }

    private sealed class Source(ScriptedOrigin origin, ScriptedConnection connection) : IFrameSource
    {
        private long _next;

        public FilmFormat Format { get; } =
            new(connection.Width, connection.Height, new YuvColor(YuvMatrix.Bt601, FullRange: false), new Rational(1, 25), new Rational(25, 1), null);

        public async ValueTask<bool> ReadAsync(Frame frame, CancellationToken cancellationToken)
        {
            Assert.Equal((connection.Width, connection.Height), (frame.Picture.Width, frame.Picture.Height));
            if (_next == connection.Frames)
            {
                if (connection.FallsSilent) await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                return connection.BreaksWith is { } reason ? throw new SteerlensException(ExitCode.InputUnreadable, reason) : false;
            }

            if (connection.Before is { } before) await before(_next, cancellationToken);
            frame.Index = frame.Pts = _next++;
            return true;
        }

        public ValueTask DisposeAsync()
        {
            Interlocked.Decrement(ref origin._open);
            return ValueTask.CompletedTask;
        }
    }
}
