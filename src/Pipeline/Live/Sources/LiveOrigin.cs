using Steerlens.Pipeline.Commands;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Live.Sources;

/// <summary>A place that pictures come from and that can be connected to again and again.</summary>
internal abstract class LiveOrigin
{
    /// <summary>What people know it by; passwords in an address are left out.</summary>
    public abstract string Name { get; }

    /// <summary>Whether reading may be held up without losing anything: a file, a scene. A camera or a stream goes on.</summary>
    public abstract bool Waits { get; }

    /// <summary>Whether it begins anew at its end.</summary>
    public virtual bool Loops => false;

    /// <summary>
    /// What a source's name stands for: <c>0</c> or <c>/dev/video0</c> a camera, an address (<c>rtsp://</c>, <c>http://</c>, <c>udp://</c> and the like) a
    /// stream, <c>scene:NAME</c> a rendered road, anything else a film, a folder of images or a labelled drive.
    /// </summary>
    /// <param name="source">The name.</param>
    /// <param name="imageRate">The rate of pictures that have none of their own; null for the usual one.</param>
    /// <param name="loop">Whether a film begins anew at its end.</param>
    /// <exception cref="SteerlensException">There is no such file, scene or kind of address. A camera or stream that isn't there yet is no error.</exception>
    public static LiveOrigin Of(string source, Rational? imageRate, bool loop)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (SceneOptions.IsAddress(source)) return new SceneOrigin(source);
        if (LiveOrigins.Of(source) is { } more) return more;
        if (CameraOrigin.IsCamera(source)) return new CameraOrigin(source);
        if (source.Contains("://", StringComparison.Ordinal)) return new StreamOrigin(source);
        SourceList.RequireExistence(source);
        return new FilmOrigin(source, imageRate, loop);
    }

    /// <summary>Opens it. Its frames are not paced: <see cref="LiveFeed"/> does that where it waits.</summary>
    /// <exception cref="SteerlensException">It can't be opened, with the reason.</exception>
    public abstract Task<IFrameSource> ConnectAsync(CancellationToken cancellationToken);
}
