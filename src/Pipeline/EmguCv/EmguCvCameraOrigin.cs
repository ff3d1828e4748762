using System.Globalization;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Live.Sources;

namespace Steerlens.Pipeline.EmguCv;

/// <summary>A camera of this machine by OpenCV's VideoCapture: <c>emgucv:0</c>.</summary>
internal sealed class EmguCvCameraOrigin : LiveOrigin
{
    private const string Prefix = LiveOrigins.EmguCvPrefix;
    private readonly int _number;

    private EmguCvCameraOrigin(int number) => _number = number;

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"camera {_number} by Emgu.CV");

    /// <inheritdoc/>
    public override bool Waits => false;

    /// <summary>The camera of a name; null where it is none of Emgu.CV's.</summary>
    public static LiveOrigin? Of(string source) =>
        source.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && int.TryParse(source.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new EmguCvCameraOrigin(number)
            : null;

    /// <inheritdoc/>
    public override Task<IFrameSource> ConnectAsync(CancellationToken cancellationToken)
    {
        EmguCvLibrary.Require(Name, needsDevice: false);
        return Task.Run<IFrameSource>(() => new EmguCvCamera(_number, Name), cancellationToken);
    }
}
