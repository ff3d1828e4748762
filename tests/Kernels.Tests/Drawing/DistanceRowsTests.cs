using System.Numerics;
using Steerlens.Kernels.Drawing;

namespace Steerlens.Kernels.Tests.Drawing;

public sealed class DistanceRowsTests
{
    private readonly Random _random = new(8);

    [Fact]
    public void Ring_AnyPlace_EqualsScalar()
    {
        for (var round = 0; round < 500; round++)
        {
            var (expected, actual) = Rows();
            var (start, radius, half) = (Point(), Number(0, 20), Number(0.2f, 5));
            DistanceRows.RingScalar(expected, start, radius, half);
            DistanceRows.Ring(actual, start, radius, half);
            AssertSame(expected, actual);
        }
    }

    [Fact]
    public void Line_AnyPlace_EqualsScalar()
    {
        for (var round = 0; round < 500; round++)
        {
            var (expected, actual) = Rows();
            var (start, along, half) = (Point(), round % 10 == 0 ? Vector2.Zero : Point(), Number(0.2f, 5));
            var inverse = along.LengthSquared() > 0 ? 1 / along.LengthSquared() : 0;
            DistanceRows.LineScalar(expected, start, along, inverse, half);
            DistanceRows.Line(actual, start, along, inverse, half);
            AssertSame(expected, actual);
        }
    }

    [Fact]
    public void Unite_EveryLength_KeepsTheLarger()
    {
        for (var length = 0; length < 40; length++)
        {
            var (row, coverage) = (Enumerable.Range(0, length).Select(_ => (byte)_random.Next(256)).ToArray(), Enumerable.Range(0, length + 3).Select(_ => (byte)_random.Next(256)).ToArray());
            var expected = row.Select((pixel, x) => Math.Max(pixel, coverage[x])).ToArray();
            DistanceRows.Unite(row, coverage);
            Assert.Equal(expected, row);
        }
    }

    [Fact]
    public void AddRoundedRectangle_AnyShape_EqualsItsDistances()
    {
        for (var round = 0; round < 300; round++)
        {
            const int size = 40;
            var mask = new CoverageMask(size, size);
            var (left, top, width, height) = (Number(-10, 30), Number(-10, 30), Number(0.5f, 40), Number(0.5f, 40));
            var (radius, border) = (_random.Next(3) == 0 ? 0 : Number(0, 12), _random.Next(2) == 0 ? 0 : Number(0.5f, 6));
            var region = new PixelRegion(2 * _random.Next(5), 2 * _random.Next(5), size - (2 * _random.Next(5)), size - (2 * _random.Next(5)));
            mask.AddRoundedRectangle(region, left, top, width, height, radius, border);
            var corners = Math.Min(radius, Math.Min(width, height) / 2);
            for (var y = 0; y < size; y++)
            {
                for (var x = 0; x < size; x++)
                {
                    byte expected = 0;
                    var isInside = x >= region.Left && x < region.Right && y >= region.Top && y < region.Bottom;
                    if (isInside) DistanceRows.Unite(ref expected, Distance(x + 0.5f - left - (width / 2), y + 0.5f - top - (height / 2), width / 2, height / 2, corners, border));
                    var actual = isInside ? mask.Row(region, y)[x - region.Left] : (byte)0;
                    Assert.InRange(actual, expected - 1, expected + 1);
                }
            }
        }
    }

    private static float Distance(float x, float y, float halfWidth, float halfHeight, float radius, float border)
    {
        var (across, down) = (Math.Abs(x) - (halfWidth - radius), Math.Abs(y) - (halfHeight - radius));
        var outside = new Vector2(Math.Max(across, 0), Math.Max(down, 0)).Length();
        var distance = outside + Math.Min(Math.Max(across, down), 0) - radius;
        return border > 0 ? Math.Abs(distance + (border / 2)) - (border / 2) : distance;
    }

    private (byte[] Expected, byte[] Actual) Rows()
    {
        var row = new byte[_random.Next(1, 60)];
        for (var x = 0; x < row.Length; x += 3) row[x] = (byte)_random.Next(256);
        return (row, [.. row]);
    }

    private Vector2 Point() => new(Number(-30, 10), Number(-8, 8));

    private float Number(float least, float most) => least + ((most - least) * _random.NextSingle());

    private static void AssertSame(byte[] expected, byte[] actual)
    {
        // A last bit of a root may be one level of coverage.
        for (var x = 0; x < expected.Length; x++) Assert.InRange(actual[x], expected[x] - 1, expected[x] + 1);
    }
}
