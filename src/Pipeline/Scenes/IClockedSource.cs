namespace Steerlens.Pipeline.Scenes;

/// <summary>A source whose frames may carry the time of their delivery, see <see cref="ClockBar"/>.</summary>
internal interface IClockedSource
{
    /// <summary>Whether each frame is to carry the time at which it is delivered; whoever holds a frame back draws it anew.</summary>
    bool ShowsClock { get; }
}
