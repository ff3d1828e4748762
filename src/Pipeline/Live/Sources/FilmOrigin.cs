using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Live.Sources;

/// <summary>A film, a folder of images or a labelled drive, played at its own rate.</summary>
internal sealed class FilmOrigin(string path, Rational? imageRate, bool loop) : LiveOrigin
{
    /// <inheritdoc/>
    public override string Name => path;

    /// <inheritdoc/>
    public override bool Waits => true;

    /// <inheritdoc/>
    public override bool Loops => loop;

    /// <inheritdoc/>
    public override async Task<IFrameSource> ConnectAsync(CancellationToken cancellationToken)
    {
        var opened = await SourceOpener.OpenAsync(path, new RangeOptions(), imageRate, cancellationToken);
        return opened.Frames;
    }
}
