using System.Globalization;
using System.Text.RegularExpressions;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Live.Sources;

/// <summary>A camera of this machine, by its number: Video4Linux on Linux, DirectShow on Windows, AVFoundation on macOS.</summary>
internal sealed partial class CameraOrigin(string source) : LiveOrigin
{
    private const string LinuxFolder = "/dev/video";

    /// <inheritdoc/>
    public override string Name => IsNumber(source) ? $"camera {source}" : source;

    /// <inheritdoc/>
    public override bool Waits => false;

    /// <inheritdoc/>
    public override async Task<IFrameSource> ConnectAsync(CancellationToken cancellationToken)
    {
        var tools = await FfmpegTools.FindAsync(cancellationToken);
        var input = await InputAsync(tools, cancellationToken);

        // Cameras that say nothing of their colours mean BT.601, whatever their size.
        return await StreamSource.OpenAsync(tools, Name, input, _ => Kernels.Images.YuvMatrix.Bt601, reason => reason, cancellationToken);
    }

    /// <summary>Whether a source's name is a camera: a number, or a video device.</summary>
    internal static bool IsCamera(string source) => IsNumber(source) || source.StartsWith(LinuxFolder, StringComparison.Ordinal);

    /// <summary>The names of the cameras that DirectShow lists, in its order.</summary>
    internal static List<string> DirectShowCameras(IEnumerable<string> complaints) =>
        [.. complaints.Select(line => CameraLine().Match(line)).Where(match => match.Success).Select(match => match.Groups["name"].Value)];

    private static bool IsNumber(string source) => int.TryParse(source, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    // [dshow @ 0000] "Integrated Camera" (video)
    [GeneratedRegex("\"(?<name>[^\"]+)\" \\(video\\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CameraLine();

    private async Task<string[]> InputAsync(FfmpegTools tools, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsMacOS()) return ["-f", "avfoundation", "-framerate", "30", "-i", $"{source}:none"];
        if (!OperatingSystem.IsWindows()) return ["-f", "v4l2", "-i", IsNumber(source) ? LinuxFolder + source : source];
        var listing = await FfmpegTools.RunAsync(tools.Ffmpeg, ["-hide_banner", "-f", "dshow", "-list_devices", "true", "-i", "dummy"], cancellationToken);
        var cameras = DirectShowCameras(listing.Complaints);
        var number = int.Parse(source, CultureInfo.InvariantCulture);
        return number < cameras.Count
            ? ["-f", "dshow", "-i", $"video={cameras[number]}"]
            : throw new SteerlensException(ExitCode.InputUnreadable, $"there is no camera {number}: {(cameras.Count == 0 ? "none is connected" : $"there are {cameras.Count}, from 0")}");
    }
}
