using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Live.Sources;

/// <summary>A stream from the network.</summary>
internal sealed class StreamOrigin : LiveOrigin
{
    private static readonly string[] Kinds = ["rtsp", "rtsps", "http", "https", "udp", "rtp", "rtmp", "rtmps", "tcp", "srt"];

    // Microseconds, as ffmpeg counts. The watch over the pictures that come is stricter; this ends a connection that never comes about.
    private const string Limit = "10000000";

    private readonly string _address;
    private readonly string _kind;

    /// <summary>Takes an address.</summary>
    /// <exception cref="SteerlensException">It is of a kind that isn't read.</exception>
    internal StreamOrigin(string address)
    {
        _address = address;
        _kind = address[..address.IndexOf("://", StringComparison.Ordinal)].ToLowerInvariant();
        if (!Kinds.Contains(_kind, StringComparer.Ordinal))
            throw new SteerlensException(ExitCode.Usage, $"'{_kind}://' is no kind of address that is read: there are {string.Join(", ", Kinds)}");
        Name = WithoutPassword(address);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override bool Waits => false;

    /// <inheritdoc/>
    public override async Task<IFrameSource> ConnectAsync(CancellationToken cancellationToken)
    {
        var tools = await FfmpegTools.FindAsync(cancellationToken);
        string[] input = [.. Options(), "-i", _address];
        return await StreamSource.OpenAsync(
            tools, Name, input, height => YuvColor.Assumed(height).Matrix, reason => reason.Replace(_address, Name, StringComparison.Ordinal), cancellationToken);
    }

    /// <summary>An address as it may be shown: who logs in, and how, is left out.</summary>
    internal static string WithoutPassword(string address)
    {
        var start = address.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = address.AsSpan(start).IndexOfAny('/', '?', '#') is var at and >= 0 ? start + at : address.Length;
        var sign = address.AsSpan(start, end - start).LastIndexOf('@');
        return sign < 0 ? address : address[..start] + address[(start + sign + 1)..];
    }

    // Over UDP, RTSP loses packets as soon as a picture is larger than the receiver's buffer; a few cameras know nothing else.
    private string[] Options() => _kind switch
    {
        "rtsp" or "rtsps" => ["-rtsp_flags", "prefer_tcp", "-timeout", Limit],
        "udp" => ["-overrun_nonfatal", "1"],
        "http" or "https" or "tcp" or "rtmp" or "rtmps" => ["-rw_timeout", Limit],
        _ => [],
    };
}
