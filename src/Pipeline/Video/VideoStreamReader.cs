using System.Globalization;
using System.Text.Json;
using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Video;

/// <summary>Makes a <see cref="VideoStream"/> of ffprobe's JSON.</summary>
internal static class VideoStreamReader
{
    internal static VideoStream Read(JsonElement stream)
    {
        var rotation = Rotation(stream);
        var format = MediaProbe.Text(stream, "pix_fmt") ?? "unknown";
        var range = MediaProbe.Text(stream, "color_range") ?? (format.StartsWith("yuvj", StringComparison.Ordinal) ? "pc" : null);
        var tags = new ColorTags(
            MediaProbe.Text(stream, "color_space"), range, MediaProbe.Text(stream, "color_primaries"), MediaProbe.Text(stream, "color_transfer"));
        var least = Rate(stream, "r_frame_rate");
        var average = Rate(stream, "avg_frame_rate");
        var video = new VideoStream
        {
            Index = MediaProbe.Number(stream, "index"),
            Codec = MediaProbe.Text(stream, "codec_name") ?? "unknown",
            StoredWidth = MediaProbe.Number(stream, "width"),
            StoredHeight = MediaProbe.Number(stream, "height"),
            Rotation = rotation,
            PixelFormat = format,
            BitDepth = BitDepth(stream, format),
            SampleAspect = Aspect(stream, rotation),
            Tags = tags,
            Color = default,
            TimeBase = Rational.TryParse(MediaProbe.Text(stream, "time_base"), out var unit) && unit.Numerator > 0 ? unit : new Rational(1, 90000),
            Rate = least ?? average,
            AverageRate = average,
            FrameCount = long.TryParse(MediaProbe.Text(stream, "nb_frames"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : null,
            Duration = MediaProbe.Seconds(stream, "duration") ?? TaggedDuration(stream),
            StartPts = stream.TryGetProperty("start_pts", out var start) && start.ValueKind == JsonValueKind.Number ? start.GetInt64() : null,
            IsInterlaced = MediaProbe.Text(stream, "field_order") is "tt" or "bb" or "tb" or "bt",
        };
        return video with { Color = Color(video) };
    }

    // RGB films become limited-range YUV of the matrix that players assume; YUV keeps its own.
    private static YuvColor Color(VideoStream video)
    {
        var assumed = YuvColor.Assumed(video.FrameHeight);
        if (video.IsRgb) return assumed;
        var matrix = video.Tags.Matrix switch
        {
            "bt709" or "smpte240m" => YuvMatrix.Bt709,
            "smpte170m" or "bt470bg" or "fcc" => YuvMatrix.Bt601,
            "bt2020nc" or "bt2020c" => YuvMatrix.Bt2020,
            _ => assumed.Matrix,
        };
        return new YuvColor(matrix, video.Tags.Range is "pc");
    }

    private static int BitDepth(JsonElement stream, string format)
    {
        foreach (var (mark, bits) in (ReadOnlySpan<(string, int)>)[("9", 9), ("10", 10), ("12", 12), ("14", 14), ("16", 16)])
        {
            foreach (var end in (ReadOnlySpan<string>)["le", "be"])
            {
                if (format.EndsWith(mark + end, StringComparison.Ordinal)) return bits;
            }
        }

        return int.TryParse(MediaProbe.Text(stream, "bits_per_raw_sample"), NumberStyles.None, CultureInfo.InvariantCulture, out var raw) && raw > 0 ? raw : 8;
    }

    private static Rational Aspect(JsonElement stream, int rotation)
    {
        if (!Rational.TryParse(MediaProbe.Text(stream, "sample_aspect_ratio"), out var aspect) || aspect.Numerator <= 0) return new Rational(1, 1);
        return rotation is 90 or 270 ? aspect.Inverse : aspect;
    }

    private static Rational? Rate(JsonElement stream, string name) =>
        Rational.TryParse(MediaProbe.Text(stream, name), out var rate) && rate.Numerator > 0 && rate.ToDouble() < 1000 ? rate : null;

    // ffprobe's rotation counts anticlockwise.
    private static int Rotation(JsonElement stream)
    {
        var degrees = 0d;
        if (stream.TryGetProperty("side_data_list", out var list))
        {
            foreach (var data in list.EnumerateArray())
            {
                if (data.TryGetProperty("rotation", out var value) && value.ValueKind == JsonValueKind.Number) degrees = -value.GetDouble();
            }
        }

        var quarter = (int)Math.Round(degrees / 90) % 4;
        return (quarter + 4) % 4 * 90;
    }

    // Matroska keeps each stream's duration as a text: 00:00:12.345000000.
    private static TimeSpan? TaggedDuration(JsonElement stream)
    {
        if (!stream.TryGetProperty("tags", out var tags)) return null;
        var text = MediaProbe.Text(tags, "DURATION") ?? MediaProbe.Text(tags, "DURATION-eng");
        return text is not null && TimeSpan.TryParse(text.Length > 16 ? text[..16] : text, CultureInfo.InvariantCulture, out var duration) ? duration : null;
    }
}
