namespace Steerlens.Pipeline.Video;

/// <summary>
/// Pads pictures of odd sizes to even ones: the added column and row repeat their neighbours, so that no dark edge shimmers in the encoder.
/// ffmpeg's own padding of 4:2:0 begins at an even column, which would cost the last one.
/// </summary>
internal static class OddSize
{
    /// <summary>The next even size.</summary>
    internal static int Even(int size) => (size + 1) / 2 * 2;

    /// <summary>Spreads a picture in place.</summary>
    /// <param name="bytes">
    /// In: Y of <paramref name="height"/> x <paramref name="width"/>, then U and V of half that, rounded up, packed at the start. Out: Y of the even size, then
    /// U and V as they were; as long as that.
    /// </param>
    /// <param name="width">Luma samples in a row.</param>
    /// <param name="height">Luma rows.</param>
    internal static void Pad(Span<byte> bytes, int width, int height)
    {
        var (evenWidth, evenHeight) = (Even(width), Even(height));
        if (evenWidth == width && evenHeight == height) return;

        // From the end, so that nothing is overwritten before it has moved.
        var chroma = evenWidth * evenHeight / 2;
        bytes.Slice(width * height, chroma).CopyTo(bytes.Slice(evenWidth * evenHeight, chroma));
        if (evenWidth != width)
        {
            for (var y = height - 1; y >= 0; y--)
            {
                var row = bytes.Slice(y * evenWidth, evenWidth);
                bytes.Slice(y * width, width).CopyTo(row);
                row[width] = row[width - 1];
            }
        }

        if (evenHeight != height) bytes.Slice((height - 1) * evenWidth, evenWidth).CopyTo(bytes[(height * evenWidth)..]);
    }
}
