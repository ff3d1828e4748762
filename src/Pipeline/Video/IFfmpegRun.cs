namespace Steerlens.Pipeline.Video;

/// <summary>One run of ffmpeg that takes or gives pictures. Disposing ends it if it still runs.</summary>
internal interface IFfmpegRun : IAsyncDisposable
{
    /// <summary>What ffmpeg reads; only where it was started with an input. To be written to by one thread.</summary>
    Stream Input { get; }

    /// <summary>What ffmpeg writes; only where it was started with an output. To be read by one thread.</summary>
    Stream Output { get; }

    /// <summary>The process id; 0 where it is not known.</summary>
    int Id { get; }

    /// <summary>How many lines it has complained of so far, kept or not.</summary>
    int ComplaintCount { get; }

    /// <summary>The last lines of its standard error, oldest first.</summary>
    IReadOnlyList<string> Complaints { get; }

    /// <summary>Waits until it has ended and all its complaints are read.</summary>
    /// <returns>Its exit code; 128 + n where signal n ended it.</returns>
    Task<int> WaitAsync(CancellationToken cancellationToken = default);

    /// <summary>Ends it at once.</summary>
    void Kill();
}
