using System.Globalization;
using System.Text;

namespace Steerlens.Pipeline.Video;

/// <summary>The time stamps that a film's file states for its picture; read when first asked for, without decoding.</summary>
internal sealed class PacketTimes(FfmpegTools tools, MediaInfo media)
{
    private HashSet<long>? _times;

    /// <summary>Whether a packet has this PTS. Blocks the calling thread, the first time for as long as reading the file takes.</summary>
    internal bool Contains(long pts) => (_times ??= Read()).Contains(pts);

    private HashSet<long> Read()
    {
        var process = FfmpegProcess.Start(
            tools.Ffprobe,
            ["-v", "error", "-hide_banner", "-select_streams", media.Video.Index.ToString(CultureInfo.InvariantCulture), "-show_entries", "packet=pts",
             "-of", "csv=p=0", .. InputFile.Arguments(media.Path)],
            writes: false,
            reads: true);
        var times = new HashSet<long>();
        using (var reader = new StreamReader(process.Output, Encoding.UTF8))
        {
            while (reader.ReadLine() is { } line)
            {
                if (long.TryParse(line.AsSpan().Trim().TrimEnd(','), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var pts)) times.Add(pts);
            }
        }

        // Its output has ended and so has it; nothing depends on when its remains are gone.
        _ = process.DisposeAsync().AsTask();
        return times;
    }
}
