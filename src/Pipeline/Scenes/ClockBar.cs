using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Scenes;

/// <summary>
/// A time in a picture, to be read back where the picture is seen. Along the bottom lie 32 blocks, each a 32nd of the width: white, black; the low
/// 24 bits of the time in milliseconds since 1970 (UTC), most significant first, white for 1; 4 bits of check, the exclusive-or of the six groups
/// of four bits before them; black, white. Coarse enough to survive halving and JPEG: who reads it takes the mean of each block's middle and
/// compares it with the middle between the first two blocks.
/// </summary>
public static class ClockBar
{
    /// <summary>Blocks in the bar.</summary>
    public const int Blocks = 32;

    /// <summary>After this many milliseconds (4 hours 39 minutes) the bar begins anew.</summary>
    public const int Wraps = 1 << 24;

    private const int TimeBits = 24;
    private const int LeastContrast = 40;

    /// <summary>The rows of the bar: a 24th of the picture's, even, at least 16 (or half of a tiny picture).</summary>
    public static int Rows(int height) => Math.Min(height / 4 * 2, Math.Max(16, height / 48 * 2));

    /// <summary>Draws a time over the bottom of a picture.</summary>
    /// <param name="picture">At least 64 samples wide.</param>
    /// <param name="time">The time.</param>
    public static void Draw(YuvImage picture, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var (black, white) = picture.Color.FullRange ? ((byte)0, (byte)255) : ((byte)16, (byte)235);
        var bits = BitsOf(time.ToUnixTimeMilliseconds());
        var (width, height, rows) = (picture.Width, picture.Height, Rows(picture.Height));
        var first = picture.Y.Row(height - rows);
        for (var block = 0; block < Blocks; block++)
        {
            var isWhite = (bits >> (Blocks - 1 - block) & 1) != 0;
            first[(block * width / Blocks)..((block + 1) * width / Blocks)].Fill(isWhite ? white : black);
        }

        for (var y = height - rows + 1; y < height; y++) first.CopyTo(picture.Y.Row(y));
        for (var y = (height - rows) / 2; y < height / 2; y++)
        {
            picture.U.Row(y).Fill(128);
            picture.V.Row(y).Fill(128);
        }
    }

    /// <summary>Reads a picture's time.</summary>
    /// <param name="luma">H x W samples.</param>
    /// <returns>The time in milliseconds, modulo <see cref="Wraps"/>; null where there is no bar that can be read.</returns>
    public static int? Read(Plane luma)
    {
        var rows = Rows(luma.Height);
        var means = new double[Blocks];
        for (var block = 0; block < Blocks; block++)
        {
            // The middle half of a block either way: blurred edges don't count.
            var (left, right) = (((block * 4) + 1) * luma.Width / (Blocks * 4), ((block * 4) + 3) * luma.Width / (Blocks * 4));
            var (top, bottom) = (luma.Height - (rows * 3 / 4), luma.Height - (rows / 4));
            var sum = 0L;
            for (var y = top; y < bottom; y++)
            {
                foreach (var sample in luma.Row(y)[left..right]) sum += sample;
            }

            means[block] = (double)sum / ((right - left) * (bottom - top));
        }

        if (means[0] - means[1] < LeastContrast) return null;
        var middle = (means[0] + means[1]) / 2;
        var bits = 0u;
        foreach (var mean in means) bits = (bits << 1) | (mean > middle ? 1u : 0u);
        var time = (int)(bits >> 6) & (Wraps - 1);
        return bits == BitsOf(time) ? time : null;
    }

    private static uint BitsOf(long milliseconds)
    {
        var time = (uint)(milliseconds & (Wraps - 1));
        var check = 0u;
        for (var shift = 0; shift < TimeBits; shift += 4) check ^= (time >> shift) & 0xF;
        return (0b10u << 30) | (time << 6) | (check << 2) | 0b01u;
    }
}
