using System.Diagnostics;
using System.Globalization;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Bench.Archive;

/// <summary>What the process holds after a number of frames; nothing is collected for it, so that managed memory is as the last collection left it.</summary>
internal sealed record LongFilmSample(
    long Frames, double Seconds, long FramesSince, double SecondsSince, long Managed, long Resident, int Handles, int Gen0, int Gen1, int Gen2, long Allocated)
{
    /// <summary>The heading above <see cref="ToString"/>.</summary>
    public const string Heading = "  frames  seconds  frames/s  managed MB  resident MB  handles   gen0   gen1   gen2";

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Frames,8}  {Seconds,7:F0}  {FramesSince / SecondsSince,8:F1}  {Managed / 1e6,10:F1}  {Resident / 1e6,11:F1}  {Handles,7}  {Gen0,5}  {Gen1,5}  {Gen2,5}");
}

/// <summary>Takes a sample every so many frames.</summary>
internal sealed class LongFilmWatch(int every, Action<LongFilmSample> tell) : IFrameSink
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _frames;
    private double _before;

    /// <summary>The samples so far.</summary>
    public List<LongFilmSample> Samples { get; } = [];

    public ValueTask WriteAsync(Frame frame, CancellationToken cancellationToken)
    {
        if (++_frames % every != 0) return ValueTask.CompletedTask;
        var seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        using var process = Process.GetCurrentProcess();
        var handles = OperatingSystem.IsLinux() ? Directory.EnumerateFileSystemEntries("/proc/self/fd").Count() : process.HandleCount;
        Samples.Add(new LongFilmSample(
            _frames, seconds, every, seconds - _before, GC.GetGCMemoryInfo(GCKind.Any).HeapSizeBytes, process.WorkingSet64, handles,
            GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2), GC.GetTotalAllocatedBytes()));
        _before = seconds;
        tell(Samples[^1]);
        return ValueTask.CompletedTask;
    }

    public ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
