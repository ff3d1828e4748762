using System.Globalization;
using Steerlens.Pipeline.Frames;

namespace Steerlens.EndToEnd.Tests.Films;

/// <summary>A film's facts, read with ffprobe and ffmpeg.</summary>
internal static class Film
{
    /// <summary>The time of each decoded frame in seconds, as fractions.</summary>
    public static Task<List<Rational>> FrameTimesAsync(string path) => TimesAsync(path, "V:0", "frame=pts");

    /// <summary>The time of each packet of the first sound in seconds, as fractions, in the file's order.</summary>
    public static Task<List<Rational>> SoundTimesAsync(string path) => TimesAsync(path, "a:0", "packet=pts");

    /// <summary>One fact as ffprobe prints it, without its name; several are on lines of their own.</summary>
    public static async Task<string> FactAsync(string path, string stream, string entry) =>
        string.Join('\n', Lines(await Ffmpeg.ProbeAsync(path, "-select_streams", stream, "-show_entries", entry, "-of", "default=nk=1:nw=1")));

    /// <summary>How many streams of a kind it has: <c>a</c>, <c>s</c>, <c>v</c>.</summary>
    public static async Task<int> StreamCountAsync(string path, string kind) => Lines(await FactAsync(path, kind, "stream=index")).Length;

    /// <summary>Width and height of the stored picture.</summary>
    public static async Task<(int Width, int Height)> SizeAsync(string path)
    {
        var lines = Lines(await FactAsync(path, "V:0", "stream=width,height"));
        return (int.Parse(lines[0], CultureInfo.InvariantCulture), int.Parse(lines[1], CultureInfo.InvariantCulture));
    }

    /// <summary>A hash over the sound's packets as they are stored.</summary>
    public static async Task<string> SoundHashAsync(string path) =>
        (await Ffmpeg.RunAsync("-i", path, "-map", "0:a", "-c", "copy", "-f", "streamhash", "-hash", "sha256", "-")).Text;

    /// <summary>Seconds that the decoded sound lasts.</summary>
    public static async Task<double> SoundSecondsAsync(string path) =>
        (await Ffmpeg.RunAsync("-i", path, "-map", "0:a:0", "-ac", "1", "-ar", "8000", "-f", "u8", "-")).Output.Length / 8000d;

    /// <summary>Seconds from the first picture to the first sound.</summary>
    public static async Task<double> SoundDelayAsync(string path)
    {
        // Streams of a broadcast are listed twice: alone and in their programme.
        var picture = Lines(await FactAsync(path, "V:0", "stream=start_time"))[0];
        var sound = Lines(await FactAsync(path, "a:0", "stream=start_time"))[0];
        return double.Parse(sound, CultureInfo.InvariantCulture) - double.Parse(picture, CultureInfo.InvariantCulture);
    }

    /// <summary>Asserts that every stream of a film decodes from beginning to end without a complaint.</summary>
    public static Task PlaysAsync(string path) => Ffmpeg.RunAsync("-xerror", "-i", path, "-map", "0:v", "-map", "0:a?", "-fps_mode", "passthrough", "-enc_time_base:v", "1:90000", "-f", "null", "-");

    /// <summary>Asserts that two films have the same frames at the same times.</summary>
    public static async Task SameTimesAsync(string source, string film)
    {
        var expected = await FrameTimesAsync(source);
        Assert.NotEmpty(expected);
        Assert.Equal(expected, await FrameTimesAsync(film));
    }

    /// <summary>Asserts that a film's sound is the source's, packet for packet, at the same times.</summary>
    public static async Task SameSoundAsync(string source, string film)
    {
        Assert.Equal(await SoundHashAsync(source), await SoundHashAsync(film));
        var expected = await SoundTimesAsync(source);
        Assert.NotEmpty(expected);
        Assert.Equal(expected, await SoundTimesAsync(film));
    }

    private static async Task<List<Rational>> TimesAsync(string path, string stream, string entry)
    {
        Assert.True(Rational.TryParse(Lines(await FactAsync(path, stream, "stream=time_base"))[0], out var unit));
        var times = new List<Rational>();
        foreach (var line in Lines(await Ffmpeg.ProbeAsync(path, "-select_streams", stream, "-show_entries", entry, "-of", "csv=p=0")))
            times.Add(new Rational(long.Parse(line.Split(',')[0], CultureInfo.InvariantCulture), 1) * unit);
        return times;
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
