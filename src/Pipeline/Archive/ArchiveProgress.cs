using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Archive;

/// <summary>
/// Tells how far an archive is: one line for each film that is done or failed, and between them a line that is written over on a terminal, one every
/// half minute elsewhere. Safe to call from several threads; counting a frame allocates nothing.
/// </summary>
internal sealed class ArchiveProgress
{
    private readonly CommandConsole _console;
    private readonly ProgressStyle _style;
    private readonly int _films;
    private readonly long _bytes;
    private readonly TimeSpan _interval;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Lock _gate = new();
    private long _shownAt = Stopwatch.GetTimestamp();
    private long _frames;
    private long _worked;
    private long _left;

    /// <summary>Starts the clock.</summary>
    /// <param name="console">Where it is told.</param>
    /// <param name="style">How it is told.</param>
    /// <param name="films">The films of this run.</param>
    /// <param name="bytes">What their sources hold together.</param>
    public ArchiveProgress(CommandConsole console, ProgressStyle style, int films, long bytes)
    {
        (_console, _films, _bytes, _left) = (console, films, bytes, bytes);
        _style = style == ProgressStyle.Auto ? (console.ErrorIsTerminal ? ProgressStyle.Bar : ProgressStyle.Plain) : style;
        _interval = _style switch { ProgressStyle.Bar => TimeSpan.FromMilliseconds(200), ProgressStyle.Json => TimeSpan.FromSeconds(1), _ => TimeSpan.FromSeconds(30) };
    }

    /// <summary>Films that this run made.</summary>
    public int Made { get; private set; }

    /// <summary>Films that were done before.</summary>
    public int Skipped { get; private set; }

    /// <summary>Films that could not be made.</summary>
    public int Failed { get; private set; }

    /// <summary>The films of this run.</summary>
    public int Films => _films;

    private int Settled => Made + Skipped + Failed;

    /// <summary>Counts a frame of any film.</summary>
    public void Advance()
    {
        var frames = Interlocked.Increment(ref _frames);
        var shownAt = Interlocked.Read(ref _shownAt);
        var now = Stopwatch.GetTimestamp();
        if (_style == ProgressStyle.None || Stopwatch.GetElapsedTime(shownAt, now) < _interval || Interlocked.CompareExchange(ref _shownAt, now, shownAt) != shownAt) return;
        lock (_gate)
        {
            if (_style == ProgressStyle.Json) _console.WriteLine(Json("progress", null, frames, null));
            else if (_style == ProgressStyle.Bar) _console.ShowStatus(Line(frames));
            else _console.WriteLine(Line(frames));
        }
    }

    /// <summary>A film is done.</summary>
    public void Done(ArchiveFilm film, FilmFacts facts, double seconds)
    {
        lock (_gate)
        {
            Made++;
            _worked += film.Size;
            _left -= film.Size;
            Tell(film, "done", facts.Frames, null, Text($"{film.Label}: {facts.Frames} {(facts.Frames == 1 ? "frame" : "frames")} in {seconds:0.0} s"));
        }
    }

    /// <summary>A film was done before.</summary>
    public void Skip(ArchiveFilm film)
    {
        lock (_gate)
        {
            Skipped++;
            _left -= film.Size;
            if (_style == ProgressStyle.Json) _console.WriteLine(Json("skipped", film.Label, 0, null));
        }
    }

    /// <summary>A film could not be made. That is told in every style.</summary>
    public void Fail(ArchiveFilm film, string reason)
    {
        lock (_gate)
        {
            Failed++;
            _left -= film.Size;
            if (_style == ProgressStyle.Json) _console.WriteLine(Json("failed", film.Label, 0, reason));
            else _console.Note(Text($"{Count()}{film.Label} failed: {reason}"));
        }
    }

    /// <summary>Takes the line that is written over away.</summary>
    public void Finish()
    {
        if (_style == ProgressStyle.Bar) _console.ClearStatus();
    }

    private void Tell(ArchiveFilm film, string kind, long frames, string? reason, string line)
    {
        if (_style == ProgressStyle.None) return;
        _console.WriteLine(_style == ProgressStyle.Json ? Json(kind, film.Label, frames, reason) : Count() + line);
    }

    private string Count() => Text($"{Settled}/{_films} ");

    private string Line(long frames)
    {
        var seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        var failed = Failed == 0 ? "" : Text($", {Failed} failed");
        return Text($"{Settled}/{_films} films{failed}, {frames} frames, {frames / seconds:0.0} frames/s{Remaining(seconds)}");
    }

    private string Remaining(double seconds)
    {
        if (_worked == 0 || _bytes == 0) return "";
        var left = TimeSpan.FromSeconds(Math.Min(seconds * _left / _worked, 1e8));
        return Text($", about {(int)left.TotalHours}:{left.Minutes:00}:{left.Seconds:00} left");
    }

    private string Json(string kind, string? film, long frames, string? reason)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("event", kind);
            if (film is not null) writer.WriteString("film", film);
            writer.WriteNumber("frames", frames);
            if (reason is not null) writer.WriteString("reason", reason);
            writer.WriteNumber("settled", Settled);
            writer.WriteNumber("failed", Failed);
            writer.WriteNumber("films", _films);
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
