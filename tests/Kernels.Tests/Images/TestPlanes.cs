using Steerlens.Kernels.Images;

namespace Steerlens.Kernels.Tests.Images;

/// <summary>Planes of noise whose rows are followed by guard bytes that nobody may touch.</summary>
internal static class TestPlanes
{
    private const byte Guard = 0xA5;

    public static Plane Noise(int width, int height, int gap, int seed)
    {
        var plane = Empty(width, height, gap);
        var random = new Random(seed);
        for (var y = 0; y < height; y++) random.NextBytes(plane.Row(y));
        return plane;
    }

    public static Plane Empty(int width, int height, int gap)
    {
        // One byte in front makes the rows start at odd addresses.
        var memory = new byte[1 + ((width + gap) * height)];
        Array.Fill(memory, Guard);
        return new Plane(memory.AsMemory(1), width, height, width + gap);
    }

    public static Plane Copy(Plane source)
    {
        var copy = Empty(source.Width, source.Height, source.Stride - source.Width);
        for (var y = 0; y < source.Height; y++) source.Row(y).CopyTo(copy.Row(y));
        return copy;
    }

    public static void AssertEqual(Plane expected, Plane actual)
    {
        for (var y = 0; y < expected.Height; y++) Assert.True(expected.Row(y).SequenceEqual(actual.Row(y)), $"Row {y} differs.");
    }

    public static void AssertGuarded(Plane plane)
    {
        for (var y = 0; y < plane.Height; y++)
        {
            var end = Math.Min(plane.Span.Length, (y + 1) * plane.Stride);
            Assert.True(plane.Span[((y * plane.Stride) + plane.Width)..end].IndexOfAnyExcept(Guard) < 0, $"Something was written past row {y}.");
        }
    }

    public static byte[] Bytes(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static YuvImage Picture(int width, int height, int seed, YuvColor color = default)
    {
        var picture = new YuvImage(width, height, color);
        new Random(seed).NextBytes(picture.Bytes);
        return picture;
    }
}
