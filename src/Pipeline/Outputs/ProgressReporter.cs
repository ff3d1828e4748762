using System.Globalization;
using System.Text.Json;

namespace Steerlens.Pipeline.Outputs;

/// <summary>
/// Tells on standard error how far one source is: a bar with frames per second and remaining time on a terminal, a line every few
/// seconds elsewhere, or JSON lines. Frames are counted without allocation; text is made only when it is shown.
/// </summary>
public sealed class ProgressReporter
{
    private readonly CommandConsole _console;
    private readonly TimeProvider _clock;
    private readonly ProgressStyle _style;
    private readonly string _name;
    private readonly string _unit;
    private readonly long? _total;
    private readonly TimeSpan _interval;
    private readonly long _start;
    private long _shownAt;
    private long _shownFrames;
    private double _rate;

    /// <summary>Starts the clock.</summary>
    /// <param name="console">Where it is told.</param>
    /// <param name="style">How it is told.</param>
    /// <param name="name">The source, for people.</param>
    /// <param name="total">Frames to do where that is known.</param>
    /// <param name="clock">The time; the system's where null.</param>
    /// <param name="unit">What is counted, for people and as JSON's keys: one of it.</param>
    public ProgressReporter(CommandConsole console, ProgressStyle style, string name, long? total, TimeProvider? clock = null, string unit = "frame")
    {
        ArgumentNullException.ThrowIfNull(console);
        _console = console;
        _clock = clock ?? TimeProvider.System;
        _style = style == ProgressStyle.Auto ? (console.ErrorIsTerminal ? ProgressStyle.Bar : ProgressStyle.Plain) : style;
        _name = name;
        _unit = unit;
        _total = total is > 0 ? total : null;
        _interval = _style switch
        {
            ProgressStyle.Bar => TimeSpan.FromMilliseconds(100),
            ProgressStyle.Json => TimeSpan.FromSeconds(1),
            _ => TimeSpan.FromSeconds(5),
        };
        _start = _shownAt = _clock.GetTimestamp();
    }

    /// <summary>Frames done, or what else is counted.</summary>
    public long Frames { get; private set; }

    /// <summary>Counts one more frame as done, or several steps at once, and tells it if it is time.</summary>
    public void Advance(int count = 1)
    {
        Frames += count;
        if (_style == ProgressStyle.None) return;
        var now = _clock.GetTimestamp();
        var elapsed = _clock.GetElapsedTime(_shownAt, now);
        if (elapsed < _interval) return;

        var recent = (Frames - _shownFrames) / elapsed.TotalSeconds;
        // Steady enough to read on a bar, quick enough to follow a change of scene.
        var weight = _rate == 0 ? 1 : Math.Min(1, elapsed.TotalSeconds / 2);
        _rate += weight * (recent - _rate);
        (_shownAt, _shownFrames) = (now, Frames);
        Show();
    }

    /// <summary>Says that the source is done, and how fast it went.</summary>
    /// <param name="output">What was written, for people; null to say only that it ended.</param>
    public void Finish(string? output)
    {
        if (_style == ProgressStyle.Bar) _console.ClearStatus();
        if (_style == ProgressStyle.None) return;
        var seconds = _clock.GetElapsedTime(_start).TotalSeconds;
        _rate = Frames / Math.Max(seconds, 1e-9);
        if (_style == ProgressStyle.Json)
        {
            _console.WriteLine(Json("done", seconds, output));
            return;
        }

        var place = output is null ? "" : $" -> {output}";
        _console.WriteLine(Invariant($"{_name}: {Plural(Frames)} in {seconds:0.0} s, {_rate:0.0} {_unit}s/s{place}"));
    }

    private void Show()
    {
        var seconds = _clock.GetElapsedTime(_start).TotalSeconds;
        switch (_style)
        {
            case ProgressStyle.Bar:
                _console.ShowStatus(Invariant($"{Shortened(_name)} {Bar()}{Counted()}  {_rate:0.0} {_unit}s/s{Remaining()}"));
                break;
            case ProgressStyle.Json:
                _console.WriteLine(Json("progress", seconds, null));
                break;
            default:
                _console.WriteLine(Invariant($"{_name}: {Counted()}, {_rate:0.0} {_unit}s/s{Remaining()}"));
                break;
        }
    }

    private string Counted() => _total is { } total
        ? Invariant($"{Frames}/{Plural(total)} ({Share(total):0} %)")
        : Plural(Frames);

    private string Plural(long count) => Invariant($"{count} {_unit}{(count == 1 ? "" : "s")}");

    private double Share(long total) => Math.Min(100.0, 100.0 * Frames / total);

    private string Bar()
    {
        const int cells = 24;
        if (_total is not { } total) return "";
        var full = (int)(Share(total) / 100 * cells);
        return "[" + new string('=', full) + (full < cells ? ">" : "") + new string(' ', Math.Max(0, cells - full - 1)) + "] ";
    }

    private string Remaining() => RemainingTime() is { } time
        ? Invariant($"  {(int)time.TotalMinutes}:{time.Seconds:00} left")
        : "";

    private TimeSpan? RemainingTime() =>
        _total is { } total && _rate > 0 ? TimeSpan.FromSeconds(Math.Ceiling(Math.Max(0, total - Frames) / _rate)) : null;

    private string Json(string kind, double seconds, string? output)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("event", kind);
            writer.WriteString("source", _name);
            writer.WriteNumber(_unit + "s", Frames);
            if (_total is { } total) writer.WriteNumber("total", total);
            else writer.WriteNull("total");
            writer.WriteNumber("seconds", Math.Round(seconds, 3));
            writer.WriteNumber(_unit + "s_per_second", Math.Round(_rate, 3));
            if (kind is "progress" && RemainingTime() is { } remaining) writer.WriteNumber("seconds_left", remaining.TotalSeconds);
            if (output is not null) writer.WriteString("output", output);
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Shortened(string name) => name.Length <= 28 ? name : string.Concat("...", name.AsSpan(name.Length - 25));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
