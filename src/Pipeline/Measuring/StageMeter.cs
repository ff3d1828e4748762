namespace Steerlens.Pipeline.Measuring;

/// <summary>Measures one stage: what each frame took, and how many frames waited for it.</summary>
internal sealed class StageMeter : IStageObserver
{
    private readonly DurationList _durations;
    private readonly int _warmUp;
    private readonly Action<long>? _onDone;
    private int _waiting;
    private long _waitingSum;
    private long _seen;

    /// <summary>Makes a meter.</summary>
    /// <param name="name">The stage's name.</param>
    /// <param name="warmUp">Frames at the beginning that are not counted.</param>
    /// <param name="capacity">The most frames that are counted.</param>
    /// <param name="onDone">Told after each frame how many there were, those of the warm-up included.</param>
    public StageMeter(string name, int warmUp, int capacity, Action<long>? onDone = null)
    {
        Name = name;
        _warmUp = warmUp;
        _durations = new DurationList(capacity);
        _onDone = onDone;
    }

    /// <summary>The stage's name.</summary>
    public string Name { get; }

    /// <summary>What the first frame took: it pays for tables and compilation.</summary>
    public TimeSpan First { get; private set; }

    /// <summary>What the counted frames took.</summary>
    public DurationSummary Durations => _durations.Summarize();

    /// <summary>Whether there is a queue in front of the stage.</summary>
    public bool HasQueue { get; private set; }

    /// <summary>Frames in the queue, on the mean, when the stage was ready for the next one.</summary>
    public double WaitingMean => _durations.Count == 0 ? 0 : (double)_waitingSum / _durations.Count;

    /// <summary>The most frames in the queue when the stage was ready for the next one.</summary>
    public int WaitingMaximum { get; private set; }

    /// <summary>Counted frames.</summary>
    public int Frames => _durations.Count;

    /// <inheritdoc/>
    public void Ready(int waiting)
    {
        HasQueue = true;
        _waiting = waiting;
    }

    /// <inheritdoc/>
    public void Done(TimeSpan duration)
    {
        if (_seen == 0) First = duration;
        if (_seen >= _warmUp)
        {
            _durations.Add(duration);
            _waitingSum += _waiting;
            WaitingMaximum = Math.Max(WaitingMaximum, _waiting);
        }

        _seen++;
        _onDone?.Invoke(_seen);
    }
}
