using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Live.Session;

namespace Steerlens.Pipeline.Tests.Live.Session;

public sealed class RecordingClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Next_WithTimesOfTheSource_KeepsTheirDistances()
    {
        var clock = new RecordingClock();

        Assert.Equal([0, 3600, 10800], Run(ref clock, (5.00, 0), (5.04, 1), (5.12, 2)));
    }

    [Fact]
    public void Next_AfterALoop_GoesOnByTheClockOnTheWall()
    {
        var clock = new RecordingClock();

        Assert.Equal([0, 4500], Run(ref clock, (5.00, 0), (0.00, 0.05)));
    }

    [Fact]
    public void Next_AfterAPause_GoesOnByOneFrame()
    {
        var clock = new RecordingClock();

        Assert.Equal([0, 3600], Run(ref clock, (5.00, 0), (0.00, 90)));
    }

    [Fact]
    public void Next_WithTheSameTimeTwice_IsLaterAllTheSame()
    {
        var clock = new RecordingClock();

        Assert.Equal([0, 3600, 7200], Run(ref clock, (5, 0), (5, 0), (5, 0)));
    }

    private static long[] Run(ref RecordingClock clock, params (double Time, double Captured)[] frames)
    {
        var ticks = new long[frames.Length];
        for (var index = 0; index < frames.Length; index++)
            ticks[index] = clock.Next(TimeSpan.FromSeconds(frames[index].Time), Noon.AddSeconds(frames[index].Captured), new Rational(25, 1));
        return ticks;
    }
}
