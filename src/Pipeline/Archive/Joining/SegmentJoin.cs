using System.Globalization;
using System.Text;
using System.Text.Json;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Archive.Joining;

/// <summary>
/// Puts segments together into one film without pressing them anew: each one's first picture follows the one before as its last picture's length
/// says, to the tick, and each one's first sound follows the last one likewise. Sound that can't be put together so is opened, and written as plain samples.
/// </summary>
internal static class SegmentJoin
{
    // From this on sound that only follows itself would be heard beside its picture.
    private const double MostDrift = 0.04;

    /// <summary>Makes the film.</summary>
    /// <param name="paths">The segments, in order; at least two.</param>
    /// <param name="folder">Where it is made; nothing of the names used there exists.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The film, and what a person should know.</returns>
    /// <exception cref="SteerlensException">A segment can't be read, or pictures were lost.</exception>
    public static async Task<(string Path, string? Note)> RunAsync(IReadOnlyList<string> paths, string folder, CancellationToken cancellationToken)
    {
        var segments = new List<Segment>();
        foreach (var path in paths)
            segments.Add(await Segment.ReadAsync(path, cancellationToken) ?? throw new SteerlensException(ExitCode.InputUnreadable, $"'{path}' can't be read as a segment any more: run again"));

        var tools = await FfmpegTools.FindAsync(cancellationToken);
        var target = Path.Combine(folder, "joined.mov");
        var video = segments[0].Media.Video;
        var (pictures, sounds) = (Shifts(segments, segment => (segment.PictureStart, segment.PictureEnd)), Sounds(segments));
        var arguments = new List<string> { "-v", "error", "-hide_banner", "-nostats", "-nostdin", "-y", "-copyts" };
        arguments.AddRange(Input(await WriteListAsync(Path.Combine(folder, "pictures.txt"), segments, pictures, folder, cancellationToken)));
        var note = default(string);
        if (segments[0].SoundStart is not null)
        {
            var copies = sounds is not null && !segments.Exists(segment => segment.HasPrimedSound);
            arguments.AddRange(["-copyts", .. Input(await WriteListAsync(Path.Combine(folder, "sounds.txt"), segments, copies ? sounds! : pictures, folder, cancellationToken)), "-map", "0:v:0", "-map", "1:a"]);
            if (copies)
            {
                arguments.AddRange(["-c:a", "copy"]);
            }
            else
            {
                arguments.AddRange(["-c:a", "pcm_s16le", "-af", "aresample=async=1000:first_pts=0"]);
                note = "the segments' sound has gaps or was begun anew in each: it is put together sample by sample";
            }
        }
        else
        {
            arguments.AddRange(["-map", "0:v:0"]);
        }

        arguments.AddRange(["-c:v", "copy", "-avoid_negative_ts", "disabled", "-video_track_timescale", video.TimeBase.Denominator.ToString(CultureInfo.InvariantCulture), "-f", "mov", FfmpegTools.Address(target)]);
        var run = await FfmpegTools.RunAsync(tools.Ffmpeg, arguments, cancellationToken);
        if (run.ExitCode != 0)
        {
            var code = run.Reason.Contains("No space left", StringComparison.OrdinalIgnoreCase) ? ExitCode.OutputUnwritable : ExitCode.InputUnreadable;
            throw new SteerlensException(code, $"'{paths[0]}' and the {paths.Count - 1} segments behind it can't be joined: {run.Reason}");
        }

        await VerifyAsync(tools, target, segments, cancellationToken);
        return (target, note);
    }

    /// <summary>What is added to each segment's own times, so that each begins where the one before ends, in seconds.</summary>
    internal static List<Rational> Shifts(IReadOnlyList<Segment> segments, Func<Segment, (Rational Start, Rational End)> span)
    {
        var shifts = new List<Rational> { new(-segments[0].StartMicroseconds, 1_000_000) };
        for (var index = 1; index < segments.Count; index++)
            shifts.Add(Sum(shifts[^1], Sum(span(segments[index - 1]).End, Negative(span(segments[index]).Start))));
        return shifts;
    }

    /// <summary>The same for the sound; null where the sound would leave its picture.</summary>
    private static List<Rational>? Sounds(IReadOnlyList<Segment> segments)
    {
        if (segments.Any(segment => segment.SoundStart is null || segment.SoundEnd is null)) return null;
        var sounds = Shifts(segments, segment => (segment.SoundStart!.Value, segment.SoundEnd!.Value));
        var pictures = Shifts(segments, segment => (segment.PictureStart, segment.PictureEnd));
        return sounds.Zip(pictures).All(pair => Math.Abs(pair.First.ToDouble() - pair.Second.ToDouble()) <= MostDrift) ? sounds : null;
    }

    private static string[] Input(string list) => ["-f", "concat", "-safe", "0", "-i", FfmpegTools.Address(list)];

    /// <summary>
    /// Writes a list for ffmpeg's concat reader, which puts each file's own start where the durations before it end. Names in it are links, because
    /// no name of ours needs to be quoted; where links can't be made, the names themselves.
    /// </summary>
    private static async Task<string> WriteListAsync(string path, IReadOnlyList<Segment> segments, IReadOnlyList<Rational> shifts, string folder, CancellationToken cancellationToken)
    {
        var text = new StringBuilder("ffconcat version 1.0\n");
        for (var index = 0; index < segments.Count; index++)
        {
            text.Append("file '").Append(Link(segments[index].Path, folder, index)).Append("'\n");
            if (index + 1 < segments.Count) text.Append(CultureInfo.InvariantCulture, $"duration {Place(index + 1) - Place(index)}us\n");
        }

        await File.WriteAllTextAsync(path, text.ToString(), cancellationToken);
        return path;

        // Rounded where it lies, so that roundings do not add up.
        long Place(int index) => (long)Math.Round(shifts[index].ToDouble() * 1_000_000) + segments[index].StartMicroseconds;
    }

    private static string Link(string path, string folder, int index)
    {
        var full = Path.GetFullPath(path);
        if (OperatingSystem.IsWindows()) return "file:" + full.Replace("'", @"'\''", StringComparison.Ordinal);
        var name = string.Create(CultureInfo.InvariantCulture, $"segment{index}{(Path.GetExtension(full).All(char.IsAscii) ? Path.GetExtension(full) : "")}");
        var link = Path.Combine(folder, name);
        if (!File.Exists(link)) File.CreateSymbolicLink(link, full);
        return name;
    }

    private static async Task VerifyAsync(FfmpegTools tools, string target, IReadOnlyList<Segment> segments, CancellationToken cancellationToken)
    {
        var run = await FfmpegTools.RunAsync(tools.Ffprobe, ["-v", "error", "-select_streams", "v:0", "-show_entries", "stream=nb_frames", "-of", "json", "-i", FfmpegTools.Address(target)], cancellationToken);
        if (run.ExitCode != 0) throw new SteerlensException(ExitCode.InputUnreadable, $"'{segments[0].Path}' and the segments behind it can't be joined: {run.Reason}");
        using var document = JsonDocument.Parse(run.Output);
        var count = MediaProbe.Text(document.RootElement.GetProperty("streams")[0], "nb_frames");
        var expected = segments.Sum(segment => segment.PictureCount);
        if (segments.All(segment => segment.PictureCount > 0) && !string.Equals(count, expected.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))
            throw new SteerlensException(ExitCode.InputUnreadable, $"'{segments[0].Path}' and the segments behind it hold {expected} pictures, and {count} arrived: run without --join");
    }

    private static Rational Sum(Rational left, Rational right)
    {
        var numerator = ((Int128)left.Numerator * right.Denominator) + ((Int128)right.Numerator * left.Denominator);
        var denominator = (Int128)left.Denominator * right.Denominator;
        var (a, b) = (Int128.Abs(numerator), denominator);
        while (b != 0) (a, b) = (b, a % b);
        if (a == 0) a = 1;
        return new Rational((long)(numerator / a), (long)(denominator / a));
    }

    private static Rational Negative(Rational value) => new(-value.Numerator, value.Denominator);
}
