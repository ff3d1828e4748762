namespace Steerlens.Pipeline.Video;

/// <summary>Which part of a film is read.</summary>
public sealed record FilmSourceOptions
{
    /// <summary>From this place on, counted from the film's beginning as players show it; null for the beginning.</summary>
    public TimeSpan? Start { get; init; }

    /// <summary>Up to this place, exclusive, counted like <see cref="Start"/>; null for the end.</summary>
    public TimeSpan? End { get; init; }

    /// <summary>As long as this, from <see cref="Start"/>; not together with <see cref="End"/>.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Every how-manieth frame is taken, from 1.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>At most this many frames are taken; null for all.</summary>
    public long? MaxFrames { get; init; }

    /// <summary><see cref="End"/>, or <see cref="Start"/> + <see cref="Duration"/>.</summary>
    internal TimeSpan? Until => End ?? (Duration is { } duration ? (Start ?? TimeSpan.Zero) + duration : null);

    /// <summary>Whether anything but the whole film is asked for.</summary>
    internal bool IsPart => Start is not null || Until is not null || MaxFrames is not null;

    /// <summary>Refuses nonsense.</summary>
    /// <exception cref="SteerlensException">The values make no sense together.</exception>
    internal void Validate()
    {
        if (Start < TimeSpan.Zero) throw Nonsense($"the start {Seconds(Start)} s is negative");
        if (End is not null && Duration is not null) throw Nonsense("an end and a duration are given: give one of them");
        if (Duration <= TimeSpan.Zero) throw Nonsense($"the duration {Seconds(Duration)} s is not positive");
        if (Until <= (Start ?? TimeSpan.Zero)) throw Nonsense($"the end {Seconds(Until)} s is not after the start {Seconds(Start ?? TimeSpan.Zero)} s");
        if (Stride < 1) throw Nonsense($"the stride {Stride} is less than 1");
        if (MaxFrames < 1) throw Nonsense($"at most {MaxFrames} frames are asked for: at least 1 is needed");
    }

    internal static string Seconds(TimeSpan? time) => ((time?.Ticks ?? 0) / (decimal)TimeSpan.TicksPerSecond).ToString("0.######", System.Globalization.CultureInfo.InvariantCulture);

    private static SteerlensException Nonsense(string what) => new(ExitCode.Usage, $"Nothing can be read so: {what}");
}
