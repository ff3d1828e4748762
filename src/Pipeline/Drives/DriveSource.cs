using System.Runtime.CompilerServices;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Drives;

/// <summary>A labelled drive as a film: its pictures, each with its true angle. What was cut out of the drive is a cut in the film.</summary>
public sealed class DriveSource : IFrameSource
{
    private readonly ImageFolderSource _pictures;
    private readonly IReadOnlyList<LabelledFrame> _frames;

    private DriveSource(LabelledDrive drive, IReadOnlyList<LabelledFrame> frames, ImageFolderSource pictures) => (Drive, _frames, _pictures) = (drive, frames, pictures);

    /// <summary>The drive.</summary>
    public LabelledDrive Drive { get; }

    /// <inheritdoc/>
    public FilmFormat Format => _pictures.Format;

    /// <summary>What went wrong without ending the work; complete when the last frame has been read.</summary>
    public IReadOnlyList<string> Warnings => _pictures.Warnings;

    /// <summary>Opens a drive, or some of its frames.</summary>
    /// <param name="drive">The drive.</param>
    /// <param name="rate">Frames per second; null for the drive's own.</param>
    /// <param name="options">Which part of it.</param>
    /// <param name="numbers">The frames that are read, by their places in the drive; null for all. A frame's index is then its place in this list.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="SteerlensException">The pictures differ in size or kind, or can't be decoded.</exception>
    public static async Task<DriveSource> OpenAsync(
        LabelledDrive drive, Rational? rate = null, FilmSourceOptions? options = null, IReadOnlyList<int>? numbers = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(drive);
        IReadOnlyList<LabelledFrame> frames = numbers is null ? drive.Frames : [.. numbers.Select(number => drive.Frames[number])];
        var pictures = await ImageFolderSource.OpenAsync([.. frames.Select(frame => frame.Picture)], rate ?? drive.Rate, options, cancellationToken).ConfigureAwait(false);
        return new DriveSource(drive, frames, pictures);
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> ReadAsync(Frame frame, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (!await _pictures.ReadAsync(frame, cancellationToken).ConfigureAwait(false)) return false;
        frame.TrueAngle = _frames[(int)frame.Index].Angle;
        return true;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _pictures.DisposeAsync();
}
