namespace Steerlens.Pipeline.Live.Sources;

/// <summary>How long to wait before a lost source is tried again: 0.5 s, then twice as long each time, at most 8 s.</summary>
internal sealed class RetryDelay
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    /// <summary>Attempts in vain since the last success.</summary>
    internal int Attempts { get; private set; }

    /// <summary>Counts an attempt in vain and says how long to wait.</summary>
    internal TimeSpan Next()
    {
        Attempts++;
        return Attempts > 5 ? Longest : First * (1 << (Attempts - 1));
    }

    /// <summary>Frames came: the next failure is a first one.</summary>
    internal void Succeed() => Attempts = 0;
}
