namespace Steerlens.Pipeline.Compositing;

/// <summary>The angles of the last seconds, oldest first, in a ring of fixed size. Radians, positive = right; seconds.</summary>
internal sealed class AngleHistory
{
    private const int Capacity = 1024;

    private readonly double _seconds;
    private readonly (double Time, double Angle, double? Truth)[] _samples = new (double, double, double?)[Capacity];
    private int _first;

    public AngleHistory(double seconds) => _seconds = seconds;

    /// <summary>Samples kept.</summary>
    public int Count { get; private set; }

    /// <summary>The seconds that are kept.</summary>
    public double Seconds => _seconds;

    /// <summary>A sample, 0 = the oldest.</summary>
    public (double Time, double Angle, double? Truth) this[int index] => _samples[(_first + index) % Capacity];

    /// <summary>Adds the next frame's angles. Time that runs backwards starts afresh.</summary>
    public void Add(double time, double angle, double? truth)
    {
        if (Count > 0 && time < this[Count - 1].Time) Count = 0;

        // The same frame drawn once more.
        if (Count > 0 && time == this[Count - 1].Time) Count--;

        // The oldest sample before the window stays, so that the line reaches the plot's left edge.
        while (Count > 1 && this[1].Time <= time - _seconds) DropFirst();

        // At rates that the ring can't hold, a sample that comes too soon replaces the one before it.
        if (Count > 1 && time - this[Count - 2].Time < 2 * _seconds / (Capacity - 4)) Count--;
        if (Count == Capacity) DropFirst();
        _samples[(_first + Count) % Capacity] = (time, angle, truth);
        Count++;
    }

    /// <summary>Takes over what another one has kept.</summary>
    public void CopyFrom(AngleHistory other)
    {
        other._samples.CopyTo(_samples, 0);
        (_first, Count) = (other._first, other.Count);
    }

    private void DropFirst()
    {
        _first = (_first + 1) % Capacity;
        Count--;
    }
}
