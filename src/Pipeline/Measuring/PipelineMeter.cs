using System.Diagnostics;

namespace Steerlens.Pipeline.Measuring;

/// <summary>
/// Measures a run. The clock starts when the last frame of the warm-up leaves the last stage, so that preparations, tables and
/// compilation are not in the figures.
/// </summary>
internal sealed class PipelineMeter : IPipelineObserver
{
    private const string LastStage = "encode";

    private readonly int _warmUp;
    private readonly int _capacity;
    private readonly List<StageMeter> _stages = [];
    private long _start;
    private long _startBytes;
    private int _startCollections;

    /// <summary>Makes the meter.</summary>
    /// <param name="warmUp">Frames at the beginning that are not counted, at least 1.</param>
    /// <param name="capacity">The most frames that are counted.</param>
    public PipelineMeter(int warmUp, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(warmUp, 1);
        (_warmUp, _capacity) = (warmUp, capacity);
    }

    /// <summary>The stages in their order.</summary>
    public IReadOnlyList<StageMeter> Stages => _stages;

    /// <summary>Counted frames that left the last stage.</summary>
    public int Frames => _stages.Count == 0 ? 0 : _stages[^1].Frames;

    /// <summary>From the end of the warm-up to <see cref="Stop"/>.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Managed bytes allocated in that time, by all threads.</summary>
    public long AllocatedBytes { get; private set; }

    /// <summary>Garbage collections in that time.</summary>
    public int Collections { get; private set; }

    /// <inheritdoc/>
    public IStageObserver Of(string stage)
    {
        var meter = new StageMeter(stage, _warmUp, _capacity, string.Equals(stage, LastStage, StringComparison.Ordinal) ? OnFrame : null);
        _stages.Add(meter);
        return meter;
    }

    /// <summary>Stops the clock: everything is written.</summary>
    public void Stop()
    {
        if (_start == 0) return;
        Elapsed = Stopwatch.GetElapsedTime(_start);
        AllocatedBytes = GC.GetTotalAllocatedBytes() - _startBytes;
        Collections = GC.CollectionCount(0) - _startCollections;
    }

    private void OnFrame(long frames)
    {
        if (frames != _warmUp) return;
        _startBytes = GC.GetTotalAllocatedBytes();
        _startCollections = GC.CollectionCount(0);
        _start = Stopwatch.GetTimestamp();
    }
}
