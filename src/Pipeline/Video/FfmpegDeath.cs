namespace Steerlens.Pipeline.Video;

/// <summary>Tells an ffmpeg that a signal ended from one that ended by itself: what it wrote is cut short, and it can't say so.</summary>
internal static class FfmpegDeath
{
    // ffmpeg's own code after it was asked to stop.
    private const int Stopped = 255;

    private static readonly TimeSpan SignalsArrive = TimeSpan.FromMilliseconds(200);

    /// <summary>The signal that an exit code stands for; null for none. Newer ffmpegs use codes from 160 on for errors of their own.</summary>
    internal static int? SignalOf(int exitCode) => !OperatingSystem.IsWindows() && exitCode is > 128 and < 160 ? exitCode - 128 : null;

    /// <summary>What ended it, for people; null where it ended by itself.</summary>
    internal static string? Of(int exitCode) => SignalOf(exitCode) switch
    {
        9 => "ffmpeg was ended by signal 9, as happens when memory runs out",
        { } signal => $"ffmpeg was ended by signal {signal}",
        null => !OperatingSystem.IsWindows() && exitCode == Stopped ? "ffmpeg was told to stop by a signal" : null,
    };

    /// <summary>Refuses to take for whole what a dead decoder left.</summary>
    /// <param name="exitCode">The decoder's.</param>
    /// <param name="path">What it read.</param>
    /// <param name="read">How much of it was read.</param>
    /// <param name="cancellationToken">Whether this program itself is being stopped.</param>
    /// <exception cref="SteerlensException">A signal ended it.</exception>
    /// <exception cref="OperationCanceledException">This program is being stopped, and the same signal reached ffmpeg first.</exception>
    internal static async ValueTask ThrowAsync(int exitCode, string path, string read, CancellationToken cancellationToken)
    {
        if (Of(exitCode) is not { } death) return;
        await Task.Delay(SignalsArrive, cancellationToken).ConfigureAwait(false);
        throw new SteerlensException(ExitCode.InputUnreadable, $"'{path}' was not read to its end: after {read} {death}; run it again");
    }
}
