using System.Text.Json;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Tests.Outputs;

public sealed class ProgressReporterTests
{
    private readonly StringWriter _error = new();
    private readonly StoppedClock _clock = new();

    [Fact]
    public void Advance_Plain_OneLineEveryFiveSeconds()
    {
        Work(ProgressStyle.Plain, frames: 120, secondsEach: 0.1, total: 240);

        var lines = Lines();
        Assert.Equal(2, lines.Length);
        Assert.Equal("drive.mp4: 50/240 frames (21 %), 10.0 frames/s  0:19 left", lines[0]);
        Assert.Equal("drive.mp4: 100/240 frames (42 %), 10.0 frames/s  0:14 left", lines[1]);
    }

    [Fact]
    public void Advance_TotalNotKnown_CountsFramesOnly()
    {
        Work(ProgressStyle.Plain, frames: 60, secondsEach: 0.1, total: null);
        Assert.Equal("drive.mp4: 50 frames, 10.0 frames/s", Assert.Single(Lines()));
    }

    [Fact]
    public void Advance_Bar_WritesOverOneLine()
    {
        Work(ProgressStyle.Bar, frames: 10, secondsEach: 0.1, total: 20).Finish("out.mp4");

        var text = _error.ToString();
        Assert.Contains("\r\e[K", text, StringComparison.Ordinal);
        Assert.Contains("10/20 frames (50 %)", text, StringComparison.Ordinal);
        Assert.Single(text, letter => letter == '\n');
        Assert.EndsWith($"drive.mp4: 10 frames in 1.0 s, 10.0 frames/s -> out.mp4{Environment.NewLine}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Advance_Json_EachLineIsAnObject()
    {
        Work(ProgressStyle.Json, frames: 25, secondsEach: 0.1, total: 50).Finish("out.mp4");

        var events = Lines().Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(["progress", "progress", "done"], events.Select(entry => entry.GetProperty("event").GetString()!).ToArray());
        Assert.Equal([10L, 20L, 25L], events.Select(entry => entry.GetProperty("frames").GetInt64()));
        Assert.All(events, entry => Assert.Equal(50, entry.GetProperty("total").GetInt64()));
        Assert.Equal(3, events[1].GetProperty("seconds_left").GetDouble());
        Assert.Equal("out.mp4", events[2].GetProperty("output").GetString());
    }

    [Fact]
    public void Advance_None_SaysNothing()
    {
        Work(ProgressStyle.None, frames: 1000, secondsEach: 1, total: null).Finish("out.mp4");
        Assert.Empty(_error.ToString());
    }

    [Theory]
    [InlineData(true, "\r")]
    [InlineData(false, "frames/s")]
    public void Advance_Auto_BarOnATerminalElseLines(bool isTerminal, string sign)
    {
        var progress = new ProgressReporter(Console(isTerminal), ProgressStyle.Auto, "drive.mp4", 10, _clock);
        _clock.Advance(6);
        progress.Advance();
        Assert.Contains(sign, _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(isTerminal, _error.ToString().Contains('\r', StringComparison.Ordinal));
    }

    [Fact]
    public void Note_WhileABarShows_TakesItAwayFirst()
    {
        var console = Console(isTerminal: true);
        console.ShowStatus("bar");
        console.Note("something\nhappened");
        console.Note("more");

        Assert.Equal($"\r\e[Kbar\r\e[Ksteerlens: something\\nhappened{Environment.NewLine}steerlens: more{Environment.NewLine}", _error.ToString());
    }

    [Fact]
    public void ShowStatus_LongerThanTheLine_IsCut()
    {
        new CommandConsole(TextWriter.Null, _error, true, () => Stream.Null) { Width = 10 }.ShowStatus("0123456789abc");
        Assert.Equal("\r\e[K012345678", _error.ToString());
    }

    [Fact]
    public void Advance_BetweenReports_AllocatesNothing()
    {
        var progress = new ProgressReporter(Console(isTerminal: true), ProgressStyle.Bar, "drive.mp4", 1000, _clock);
        progress.Advance();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var frame = 0; frame < 1000; frame++) progress.Advance();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private ProgressReporter Work(ProgressStyle style, int frames, double secondsEach, long? total)
    {
        var progress = new ProgressReporter(Console(isTerminal: true), style, "drive.mp4", total, _clock);
        for (var frame = 0; frame < frames; frame++)
        {
            _clock.Advance(secondsEach);
            progress.Advance();
        }

        return progress;
    }

    private CommandConsole Console(bool isTerminal) => new(TextWriter.Null, _error, isTerminal, () => Stream.Null);

    private string[] Lines() => _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private sealed class StoppedClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1000;

        public void Advance(double seconds) => _now += (long)Math.Round(seconds * 1000);

        public override long GetTimestamp() => _now;
    }
}
