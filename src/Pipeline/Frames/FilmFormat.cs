using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Frames;

/// <summary>What is known of a film before its first frame.</summary>
/// <param name="Width">Luma samples in a row, even (odd sources are padded).</param>
/// <param name="Height">Luma rows, even.</param>
/// <param name="Color">What the planes' numbers mean.</param>
/// <param name="TimeBase">The unit of <see cref="Frame.Pts"/>, in seconds.</param>
/// <param name="Rate">Frames per second where it is known; a hint where the rate varies.</param>
/// <param name="FrameCount">The number of frames where it is known; for the progress bar only.</param>
public sealed record FilmFormat(
    int Width,
    int Height,
    YuvColor Color,
    Rational TimeBase,
    Rational? Rate,
    long? FrameCount)
{
    /// <summary>Width over height of one sample where samples are not square; kept in the output.</summary>
    public Rational SampleAspect { get; init; } = new(1, 1);

    /// <summary>
    /// What is subtracted from each frame's PTS when the frames are written as a film without an original: the first PTS where frames come from
    /// the middle of something.
    /// </summary>
    public long Origin { get; init; }
}
