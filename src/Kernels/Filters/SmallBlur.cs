using Steerlens.Models;

namespace Steerlens.Kernels.Filters;

/// <summary>A Gaussian blur of 3 x 3 pixels, 1 2 1 in each direction; the edges repeat.</summary>
internal static class SmallBlur
{
    /// <summary>Blurs each channel by itself.</summary>
    /// <param name="source">H x W x C.</param>
    /// <param name="shape">H, W and C.</param>
    /// <param name="result">H x W x C; another place than the source.</param>
    public static void Run(ReadOnlySpan<float> source, TensorShape shape, Span<float> result)
    {
        var (height, width, channels) = (shape.Height, shape.Width, shape.Channels);
        for (var row = 0; row < height; row++)
        {
            var above = source.Slice(Math.Max(row - 1, 0) * width * channels, width * channels);
            var middle = source.Slice(row * width * channels, width * channels);
            var below = source.Slice(Math.Min(row + 1, height - 1) * width * channels, width * channels);
            for (var column = 0; column < width; column++)
            {
                var (left, right) = (Math.Max(column - 1, 0) * channels, Math.Min(column + 1, width - 1) * channels);
                for (var channel = 0; channel < channels; channel++)
                {
                    var (l, c, r) = (left + channel, (column * channels) + channel, right + channel);
                    var sides = above[l] + above[r] + below[l] + below[r];
                    var cross = above[c] + below[c] + middle[l] + middle[r];
                    result[(row * width * channels) + c] = ((4 * middle[c]) + (2 * cross) + sides) / 16;
                }
            }
        }
    }
}
