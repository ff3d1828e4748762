using System.Globalization;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Drives;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Diagnosis;

/// <summary>Runs <c>steerlens probe</c>: what a source holds and what annotate would do with it.</summary>
internal static class ProbeRunner
{
    /// <summary>Runs the command to its end.</summary>
    /// <exception cref="SteerlensException">The source can't be read, with the reason.</exception>
    public static async Task RunAsync(ProbeOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        var report = new Report();
        if (SceneOptions.IsAddress(options.Source)) AddScene(report, SceneOptions.Parse(options.Source));
        else if (LabelFiles.IsMeantAsDrive(options.Source)) await AddDriveAsync(report, options, cancellationToken);
        else if (Directory.Exists(options.Source) || SourceList.IsPictureSequence(options.Source)) await AddPicturesAsync(report, options, cancellationToken);
        else AddFilm(report, await MediaProbe.ReadAsync(options.Source, cancellationToken));

        await AddFramesAsync(report, options, cancellationToken);
        NetworkFacts.AddTo(report, await NetworkChoice.LoadAsync(options.Network, output: null, [], cancellationToken), options.Network);
        await console.Output.WriteAsync(options.Json ? report.ToJson() : report.ToText());
        await console.Output.FlushAsync(cancellationToken);
    }

    private static void AddScene(Report report, SceneOptions scene) => report.Section("source", "Source")
        .Add("kind", "kind", "rendered road")
        .Add("name", "name", scene.Name, $"{scene.Name}: {SceneCatalog.Describe(scene.Name)}")
        .Add("seed", "seed", scene.Seed);

    private static async Task AddPicturesAsync(Report report, ProbeOptions options, CancellationToken cancellationToken)
    {
        var files = PictureFiles.Find(options.Source);
        var first = await MediaProbe.ReadAsync(files[0], cancellationToken);
        report.Section("source", "Source")
            .Add("kind", "kind", "pictures")
            .Add("path", "path", options.Source)
            .Add("count", "count", files.Count)
            .Add("first", "first", Path.GetFileName(files[0]))
            .Add("last", "last", Path.GetFileName(files[^1]))
            .Add("codec", "format", first.Video.Codec, $"{first.Video.Codec}, {first.Video.StoredWidth}x{first.Video.StoredHeight}, {first.Video.PixelFormat}")
            .Add("notes", "notes", first.Notes);
    }

    private static async Task AddDriveAsync(Report report, ProbeOptions options, CancellationToken cancellationToken)
    {
        var drive = DriveReader.Read(options.Source);
        var first = await MediaProbe.ReadAsync(drive.Frames[0].Picture, cancellationToken);
        report.Section("source", "Source")
            .Add("kind", "kind", "labelled drive")
            .Add("path", "path", options.Source)
            .Add("labels", "labels", Path.GetFileName(drive.Labels), $"{Path.GetFileName(drive.Labels)}, {drive.Kind}")
            .Add("count", "count", drive.Frames.Count)
            .Add("gaps", "gaps", drive.Gaps)
            .Add("duration_seconds", "lasts", drive.Frames[^1].Seconds, FormattableString.Invariant($"{drive.Frames[^1].Seconds:0.###} s"))
            .Add("codec", "format", first.Video.Codec, $"{first.Video.Codec}, {first.Video.StoredWidth}x{first.Video.StoredHeight}, {first.Video.PixelFormat}")
            .Add("notes", "notes", first.Notes);
    }

    private static void AddFilm(Report report, MediaInfo media)
    {
        var video = media.Video;
        report.Section("source", "Source")
            .Add("kind", "kind", "film")
            .Add("path", "path", media.Path)
            .Add("container", "container", media.Container)
            .Add("start_seconds", "starts at", media.Start.TotalSeconds, Seconds(media.Start))
            .Add("duration_seconds", "lasts", media.Duration?.TotalSeconds, media.Duration is { } duration ? Seconds(duration) : null)
            .Add("audio", "sound", media.Audio.Select(Describe).ToArray())
            .Add("subtitles", "subtitles", media.Subtitles.Select(subtitle => subtitle.Codec).ToArray())
            .Add("notes", "notes", media.Notes);
        report.Section("picture", "Picture")
            .Add("codec", "codec", video.Codec)
            .Add("width", "width", video.StoredWidth)
            .Add("height", "height", video.StoredHeight)
            .Add("rotation_degrees", "turned by", video.Rotation, $"{video.Rotation} degrees")
            .Add("pixel_format", "pixels", video.PixelFormat, $"{video.PixelFormat}, {video.BitDepth} bits")
            .Add("sample_aspect", "aspect", video.SampleAspect.ToString())
            .Add("matrix", "matrix", video.Color.MatrixName, video.Tags.Matrix is null ? $"{video.Color.MatrixName} (assumed)" : $"{video.Color.MatrixName}")
            .Add("full_range", "full range", video.Color.FullRange)
            .Add("frame_rate", "rate", video.Rate?.ToString(), Rate(video))
            .Add("constant_rate", "constant", video.IsConstantRate)
            .Add("time_base", "time base", video.TimeBase.ToString())
            .Add("announced_frames", "frames", video.FrameCount, video.FrameCount is null ? "not announced" : null);
    }

    private static async Task AddFramesAsync(Report report, ProbeOptions options, CancellationToken cancellationToken)
    {
        var source = await SourceOpener.OpenAsync(options.Source, new RangeOptions(), options.ImageRate, cancellationToken);
        await using var frames = source.Frames;
        var format = frames.Format;
        var output = JobPlan.Of(new JobRequest([options.Source], Output: null), Layout.Blend, WholeFile.IsWritable)[0].Output;
        report.Section("annotate", "What annotate would do")
            .Add("frames", "frames", format.FrameCount, format.FrameCount?.ToString(CultureInfo.InvariantCulture) ?? "as many as come")
            .Add("size", "size", $"{format.Width}x{format.Height}", $"{format.Width}x{format.Height}, 8-bit 4:2:0, {format.Color.MatrixName}{(format.Color.FullRange ? ", full range" : "")}")
            .Add("time_base", "time base", format.TimeBase.ToString())
            .Add("output", "write", output)
            .Add("conversions", "converts", source.Original is { } original ? FilmSink.Foresee(original.Media, output).ToArray() : [])
            .Add("output_exists", "exists", File.Exists(output), File.Exists(output) ? "yes: annotate refuses without -y" : "no");
    }

    private static string Rate(VideoStream video) => video.Rate is { } rate
        ? FormattableString.Invariant($"{rate} ({rate.ToDouble():0.###} frames/s)")
        : "not known";

    private static string Describe(AudioStream audio) =>
        FormattableString.Invariant($"{audio.Codec}, {audio.SampleRate} Hz, {audio.Channels} {(audio.Channels == 1 ? "channel" : "channels")}");

    private static string Seconds(TimeSpan time) => FormattableString.Invariant($"{time.TotalSeconds:0.###} s");
}
