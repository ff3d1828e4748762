using Steerlens.Kernels.Images;

namespace Steerlens.Kernels.Tests.Images;

public sealed class PlaneResizeTests
{
    [Fact]
    public void MixRows_EveryLengthAndTapCount_EqualsScalar()
    {
        var random = new Random(1);
        for (var length = 1; length <= 70; length++)
        {
            for (var taps = 1; taps <= 5; taps++)
            {
                var rows = Enumerable.Range(0, length * taps).Select(_ => random.NextSingle() * 255).ToArray();
                var weights = Enumerable.Repeat(1f / taps, taps).ToArray();
                var (expected, actual) = (new byte[length], new byte[length]);
                PlaneResize.MixRowsScalar(rows, weights, expected);
                PlaneResize.MixRows(rows, weights, actual);
                Assert.Equal(expected, actual);
            }
        }
    }

    [Fact]
    public void Apply_ConstantPlane_StaysConstantAtEverySize()
    {
        for (var size = 1; size <= 70; size++)
        {
            var source = TestPlanes.Empty(size, 71 - size, 3);
            for (var y = 0; y < source.Height; y++) source.Row(y).Fill(255);
            var target = TestPlanes.Empty(1 + (size * 11 % 67), 1 + (size * 17 % 59), 2);
            PlaneResize.Whole(source.Width, source.Height, target.Width, target.Height).Apply(source, target);
            for (var y = 0; y < target.Height; y++) Assert.True(target.Row(y).IndexOfAnyExcept((byte)255) < 0);
            TestPlanes.AssertGuarded(target);
        }
    }

    [Fact]
    public void Apply_SameSize_IsIdentity()
    {
        var source = TestPlanes.Noise(45, 31, 4, 2);
        var target = TestPlanes.Empty(45, 31, 1);
        PlaneResize.Whole(45, 31, 45, 31).Apply(source, target);
        TestPlanes.AssertEqual(source, target);
    }

    [Theory]
    [InlineData(13, 9, 70, 51)]
    [InlineData(80, 45, 160, 90)]
    [InlineData(2, 1, 33, 17)]
    public void Apply_Growing_IsBilinearBetweenSampleCentres(int width, int height, int newWidth, int newHeight)
    {
        var source = TestPlanes.Noise(width, height, 1, 3);
        var target = TestPlanes.Empty(newWidth, newHeight, 0);
        PlaneResize.Whole(width, height, newWidth, newHeight).Apply(source, target);
        for (var y = 0; y < newHeight; y++)
        {
            for (var x = 0; x < newWidth; x++)
            {
                var sourceX = Math.Clamp(((x + 0.5) * width / newWidth) - 0.5, 0, width - 1);
                var sourceY = Math.Clamp(((y + 0.5) * height / newHeight) - 0.5, 0, height - 1);
                Assert.InRange(target.Row(y)[x] - Bilinear(source, sourceX, sourceY), -0.51, 0.51);
            }
        }
    }

    [Fact]
    public void Apply_ShrinkingByWholeFactor_KeepsTheMean()
    {
        var source = TestPlanes.Noise(240, 120, 0, 4);
        var target = TestPlanes.Empty(40, 20, 0);
        PlaneResize.Whole(240, 120, 40, 20).Apply(source, target);
        Assert.Equal(Mean(source), Mean(target), 1.5);

        // Every sample is read: noise shrunk to a sixth is far flatter than noise that was only picked from.
        var spread = target.Span[..800].ToArray().Select(value => Math.Abs(value - 127.5)).Average();
        Assert.True(spread < 20, $"The mean deviation is {spread}.");
    }

    [Fact]
    public void Apply_PartOfSource_EqualsResizingThePartAlone()
    {
        var source = TestPlanes.Noise(60, 40, 0, 5);
        for (var x = 0; x < 10; x++) source.Row(0)[x] = 0;
        var part = TestPlanes.Empty(30, 20, 0);
        for (var y = 0; y < 20; y++) source.Row(y + 10).Slice(12, 30).CopyTo(part.Row(y));
        var (whole, alone) = (TestPlanes.Empty(90, 60, 0), TestPlanes.Empty(90, 60, 0));
        new PlaneResize(new ResizeAxis(60, 12, 30, 90), new ResizeAxis(40, 10, 20, 60)).Apply(source, whole);
        PlaneResize.Whole(30, 20, 90, 60).Apply(part, alone);

        // The outermost samples see beyond the part, so only the inside is equal.
        for (var y = 3; y < 57; y++) Assert.True(whole.Row(y)[3..87].SequenceEqual(alone.Row(y)[3..87]), $"Row {y} differs.");
    }

    private static double Bilinear(Plane plane, double x, double y)
    {
        var (left, top) = ((int)x, (int)y);
        var (right, bottom) = (Math.Min(left + 1, plane.Width - 1), Math.Min(top + 1, plane.Height - 1));
        var upper = plane.Row(top)[left] + ((plane.Row(top)[right] - plane.Row(top)[left]) * (x - left));
        var lower = plane.Row(bottom)[left] + ((plane.Row(bottom)[right] - plane.Row(bottom)[left]) * (x - left));
        return upper + ((lower - upper) * (y - top));
    }

    private static double Mean(Plane plane)
    {
        var sum = 0d;
        for (var y = 0; y < plane.Height; y++)
        {
            foreach (var value in plane.Row(y)) sum += value;
        }

        return sum / (plane.Width * plane.Height);
    }
}
