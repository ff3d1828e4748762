using Steerlens.Models;

namespace Steerlens.Kernels.Truth;

/// <summary>Maps that know nothing of the network, or nothing of the frame: what a true map must beat. All are H x W of the network's input, 0 or more.</summary>
public static class FloorMaps
{
    private const int BlurPasses = 3;

    /// <summary>A smooth random map: even noise, blurred.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="seed">The same seed makes the same map.</param>
    /// <param name="radius">How far the blur reaches in one of its three passes, in pixels; 0 for none.</param>
    public static float[] Random(int height, int width, int seed, int radius)
    {
        var random = new Random(seed);
        var map = new float[height * width];
        foreach (ref var value in map.AsSpan()) value = random.NextSingle();
        var scratch = new float[map.Length];
        for (var pass = 0; pass < BlurPasses && radius > 0; pass++)
        {
            for (var row = 0; row < height; row++) Mean(map, scratch, row * width, 1, width, radius);
            for (var column = 0; column < width; column++) Mean(scratch, map, column, width, height, radius);
        }

        return map;
    }

    /// <summary>The frame's edges: the length of the Sobel gradient, summed over the channels; the outermost pixels repeat.</summary>
    /// <param name="input">H x W x C float32.</param>
    /// <param name="shape">H x W x C.</param>
    /// <param name="edges">Gets H x W values.</param>
    public static void Edges(ReadOnlySpan<float> input, TensorShape shape, Span<float> edges)
    {
        var (height, width, channels) = (shape.Height, shape.Width, shape.Channels);
        if (input.Length != shape.Length || edges.Length != height * width)
            throw new ArgumentException($"{input.Length} values and {edges.Length} edges don't fit an input of {shape}.", nameof(input));
        for (var row = 0; row < height; row++)
        {
            var (above, here, below) = (Math.Max(row - 1, 0) * width, row * width, Math.Min(row + 1, height - 1) * width);
            for (var column = 0; column < width; column++)
            {
                var (left, right) = (Math.Max(column - 1, 0), Math.Min(column + 1, width - 1));
                var sum = 0f;
                for (var channel = 0; channel < channels; channel++)
                {
                    var upperLeft = input[((above + left) * channels) + channel];
                    var upperRight = input[((above + right) * channels) + channel];
                    var lowerLeft = input[((below + left) * channels) + channel];
                    var lowerRight = input[((below + right) * channels) + channel];
                    var across = upperRight + (2 * input[((here + right) * channels) + channel]) + lowerRight
                        - upperLeft - (2 * input[((here + left) * channels) + channel]) - lowerLeft;
                    var down = lowerLeft + (2 * input[((below + column) * channels) + channel]) + lowerRight
                        - upperLeft - (2 * input[((above + column) * channels) + channel]) - upperRight;
                    sum += MathF.Sqrt((across * across) + (down * down));
                }

                edges[here + column] = sum;
            }
        }
    }

    /// <summary>A map moved by whole pixels; what leaves on one side comes in on the other.</summary>
    /// <param name="map">H x W values.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="down">Rows that it moves down; may be negative.</param>
    /// <param name="right">Columns that it moves right; may be negative.</param>
    /// <param name="shifted">Gets H x W values; not the same memory as <paramref name="map"/>.</param>
    public static void Shift(ReadOnlySpan<float> map, int height, int width, int down, int right, Span<float> shifted)
    {
        if (map.Length != height * width || shifted.Length != map.Length) throw new ArgumentException($"{map.Length} values are no {height}x{width} map.", nameof(map));
        var start = (int)(((long)right % width) + width) % width;
        for (var row = 0; row < height; row++)
        {
            var source = map.Slice(row * width, width);
            var target = shifted.Slice((int)((((long)row + down) % height) + height) % height * width, width);
            source[..(width - start)].CopyTo(target[start..]);
            source[(width - start)..].CopyTo(target);
        }
    }

    /// <summary>A box mean along a line; values beyond the ends repeat them.</summary>
    private static void Mean(float[] source, float[] target, int start, int step, int length, int radius)
    {
        var sum = 0d;
        for (var at = -radius; at <= radius; at++) sum += source[start + (Math.Clamp(at, 0, length - 1) * step)];
        for (var at = 0; at < length; at++)
        {
            target[start + (at * step)] = (float)(sum / ((2 * radius) + 1));
            sum += source[start + (Math.Min(at + radius + 1, length - 1) * step)] - source[start + (Math.Max(at - radius, 0) * step)];
        }
    }
}
