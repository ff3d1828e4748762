using System.Globalization;
using System.Text;

namespace Steerlens.Pipeline.Video;

/// <summary>Counts frames from a film's packets, without decoding: for the numbers of frames after a seek.</summary>
internal static class FrameCounter
{
    /// <summary>How many shown frames have a time stamp before <paramref name="pts"/>.</summary>
    internal static async Task<long> BeforeAsync(FfmpegTools tools, MediaInfo media, long pts, CancellationToken cancellationToken)
    {
        var process = FfmpegProcess.Start(
            tools.Ffprobe,
            ["-v", "error", "-hide_banner", "-select_streams", media.Video.Index.ToString(CultureInfo.InvariantCulture), "-show_entries", "packet=pts,flags",
             "-of", "csv=p=0", .. InputFile.Arguments(media.Path)],
            writes: false,
            reads: true);
        await using (process.ConfigureAwait(false))
        {
            // Packets come in the order of decoding; beyond this distance none can belong before.
            var far = pts + (10 * media.Video.TimeBase.Denominator / media.Video.TimeBase.Numerator);
            var count = 0L;
            using var reader = new StreamReader(process.Output, Encoding.UTF8);
            while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
            {
                var fields = line.Split(',');
                if (!long.TryParse(fields[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var time)) continue;
                if (time >= far) break;
                var shown = fields.Length < 2 || !fields[1].Contains('D', StringComparison.Ordinal);
                if (time < pts && shown) count++;
            }

            return count;
        }
    }
}
