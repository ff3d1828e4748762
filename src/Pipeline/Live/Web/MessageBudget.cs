namespace Steerlens.Pipeline.Live.Web;

/// <summary>How many messages one page may send: so many a second, and as many more at once after a pause.</summary>
/// <param name="perSecond">Messages in a second.</param>
/// <param name="time">The clock.</param>
internal sealed class MessageBudget(int perSecond, TimeProvider time)
{
    private double _left = perSecond;
    private long _last = time.GetTimestamp();

    /// <summary>Takes one message.</summary>
    /// <returns>Whether it was still allowed.</returns>
    public bool TryTake()
    {
        var now = time.GetTimestamp();
        _left = Math.Min(perSecond, _left + (time.GetElapsedTime(_last, now).TotalSeconds * perSecond));
        _last = now;
        if (_left < 1) return false;
        _left--;
        return true;
    }
}
