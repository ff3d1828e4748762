using System.Globalization;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Tests.Video;

/// <summary>Makes small films with ffmpeg, copies them through source and sink, and reads facts back with ffprobe.</summary>
internal static class Films
{
    public const string Picture = "testsrc2=s=96x64";

    /// <summary>Runs ffmpeg; fails the test where ffmpeg fails.</summary>
    public static async Task MakeAsync(params string[] arguments)
    {
        var tools = await FfmpegTools.FindAsync();
        var run = await FfmpegTools.RunAsync(tools.Ffmpeg, ["-v", "error", "-nostdin", "-y", .. arguments]);
        Assert.True(run.ExitCode == 0, string.Join('\n', run.Complaints));
    }

    public static async Task<string> ProbeAsync(string path, params string[] arguments)
    {
        var tools = await FfmpegTools.FindAsync();
        var run = await FfmpegTools.RunAsync(tools.Ffprobe, ["-v", "error", .. arguments, "-i", FfmpegTools.Address(path)]);
        Assert.True(run.ExitCode == 0, string.Join('\n', run.Complaints));
        return run.Output;
    }

    /// <summary>The time of each decoded frame of a stream, in seconds, as fractions.</summary>
    public static async Task<List<Rational>> TimesAsync(string path, string stream = "V:0")
    {
        var unit = await TimeBaseAsync(path, stream);
        var output = await ProbeAsync(path, "-select_streams", stream, "-show_entries", "frame=pts", "-of", "csv=p=0");
        var times = new List<Rational>();
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (long.TryParse(line.Split(',')[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var pts)) times.Add(new Rational(pts, 1) * unit);
        }

        return times;
    }

    public static async Task<Rational> TimeBaseAsync(string path, string stream) =>
        Fraction(await ProbeAsync(path, "-select_streams", stream, "-show_entries", "stream=time_base", "-of", "csv=p=0"));

    /// <summary>The time of a stream's first packet.</summary>
    public static async Task<Rational> FirstTimeAsync(string path, string stream)
    {
        var unit = await TimeBaseAsync(path, stream);
        var output = await ProbeAsync(path, "-select_streams", stream, "-read_intervals", "%+#1", "-show_entries", "packet=pts", "-of", "csv=p=0");
        return new Rational(long.Parse(output.Split(['\n', ','])[0], CultureInfo.InvariantCulture), 1) * unit;
    }

    public static async Task<string> EntryAsync(string path, string stream, string entry) =>
        (await ProbeAsync(path, "-select_streams", stream, "-show_entries", entry, "-of", "default=nk=1:nw=1")).Trim();

    /// <summary>A hash over the packets of the sound as they are stored.</summary>
    public static async Task<string> SoundHashAsync(string path)
    {
        var tools = await FfmpegTools.FindAsync();
        var run = await FfmpegTools.RunAsync(tools.Ffmpeg, ["-v", "error", "-nostdin", "-i", FfmpegTools.Address(path), "-map", "0:a", "-c", "copy", "-f", "md5", "-"]);
        return run.Output.Trim();
    }

    /// <summary>How many seconds the decoded sound lasts.</summary>
    public static async Task<double> SoundSecondsAsync(string path)
    {
        var tools = await FfmpegTools.FindAsync();
        var run = await FfmpegTools.RunAsync(tools.Ffmpeg, ["-v", "error", "-nostdin", "-i", FfmpegTools.Address(path), "-map", "0:a:0", "-ac", "1", "-ar", "8000", "-f", "u8", "-"]);
        return run.Output.Length / 8000d;
    }

    /// <summary>Reads a film with a source and writes it with a sink, frame by frame, unchanged.</summary>
    public static async Task<CopyReport> CopyAsync(string from, string to, FilmSourceOptions? part = null, VideoEncoder? encoder = null, bool overwrite = false)
    {
        await using var source = await FilmSource.OpenAsync(from, part);
        await using var sink = await FilmSink.CreateAsync(new FilmSinkOptions
        {
            Path = to,
            Format = source.Format,
            Original = source.Original,
            Encoder = encoder ?? new VideoEncoder { Preset = "ultrafast" },
            Overwrite = overwrite,
        });
        using var frame = new Frame(source.Format);
        var times = new List<Rational>();
        var numbers = new List<long>();
        while (await source.ReadAsync(frame, CancellationToken.None))
        {
            times.Add(new Rational(frame.Pts, 1) * source.Format.TimeBase);
            numbers.Add(frame.Index);
            await sink.WriteAsync(frame, CancellationToken.None);
        }

        await sink.CompleteAsync(CancellationToken.None);
        return new CopyReport(times, numbers, [.. source.Warnings], [.. sink.Notes], source.Format);
    }

    /// <summary>Asserts that two films have the same frames at the same times and the same rate.</summary>
    public static async Task SamePictureTimesAsync(string from, string to)
    {
        var expected = await TimesAsync(from);
        Assert.NotEmpty(expected);
        Assert.Equal(expected, await TimesAsync(to));
    }

    /// <summary>Asserts that two films have the same sound, at the same place beside the picture.</summary>
    public static async Task SameSoundAsync(string from, string to)
    {
        Assert.Equal(await SoundHashAsync(from), await SoundHashAsync(to));
        Assert.Equal(await FirstTimeAsync(from, "a:0"), await FirstTimeAsync(to, "a:0"));
    }

    public static Rational Fraction(string text)
    {
        Assert.True(Rational.TryParse(text.Trim().Split('\n')[0].TrimEnd(','), out var value), text);
        return value;
    }
}

/// <summary>What came by while copying.</summary>
internal sealed record CopyReport(List<Rational> Times, List<long> Numbers, List<string> Warnings, List<string> Notes, FilmFormat Format);
