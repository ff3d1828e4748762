using Steerlens.Kernels.Images;

namespace Steerlens.Kernels.Tests.Images;

public sealed class InterestingRegionTests
{
    [Theory]
    [InlineData(1, 0.3)]
    [InlineData(2, 0.5)]
    [InlineData(3, 0.7)]
    [InlineData(4, 0)]
    [InlineData(5, 0.9)]
    public void Find_RandomMap_EqualsFloodFill(int seed, double threshold)
    {
        const int width = 70;
        const int height = 44;
        var random = new Random(seed);
        var (rows, columns) = (random.Next(3, 9), random.Next(3, 12));
        var map = Enumerable.Range(0, rows * columns).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        var rectangle = new MapRectangle(3.3, -2.5, 60.2, 40.1);
        var boxes = new RegionBoxes();
        var finder = new InterestingRegion(width, height);

        finder.Find(map, rows, columns, rectangle, threshold, boxes);

        var sizes = map.Select(Math.Abs).ToArray();
        var (least, most) = (sizes.Min(), sizes.Max());
        var scaled = sizes.Select(size => (size - least) / (most - least)).ToArray();
        var inside = new bool[height, width];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++) inside[y, x] = MapSampler.At(scaled, rows, columns, rectangle, x, y) > (float)threshold;
        }

        var row = new bool[width];
        for (var y = 0; y < height; y++)
        {
            finder.FillRow(y, row);
            for (var x = 0; x < width; x++) Assert.Equal(inside[y, x], row[x]);
        }

        var parts = Flood(inside);
        Assert.Equal(Around(parts.Select(part => part.Box)), boxes.Whole);
        var kept = parts.Where(part => part.Area * 100 >= parts.Sum(other => other.Area)).OrderByDescending(part => part.Area).Take(RegionBoxes.MostParts).ToArray();
        kept = [.. kept.Where(part => !kept.Any(other => other.Box != part.Box && SizeOf(other.Box) >= SizeOf(part.Box) && 2 * Shared(part.Box, other.Box) > SizeOf(part.Box)))];
        Assert.Equal(kept.Select(part => part.Area), boxes.Parts.ToArray().Select(box => parts.First(part => part.Box == box).Area));
    }

    [Fact]
    public void Find_ShapeThatJoinsLater_IsOnePart()
    {
        // Two towers on one floor: they meet only in the last row.
        float[] map = [1, 0, 1, 1, 0, 1, 1, 1, 1];
        var boxes = new RegionBoxes();
        new InterestingRegion(60, 60).Find(map, 3, 3, new MapRectangle(0, 0, 60, 60), 0.6, boxes);
        Assert.Equal(boxes.Whole, Assert.Single(boxes.Parts.ToArray()));
        Assert.Equal(new PixelBox(0, 0, 60, 60), boxes.Whole);
    }

    [Fact]
    public void Find_PartInsideTheBoxOfAnother_IsLeftOut()
    {
        // A ring around a point, and a point apart from both.
        float[] map =
        [
            1, 1, 1, 1, 1, 0, 0, 0,
            1, 0, 0, 0, 1, 0, 0, 1,
            1, 0, 1, 0, 1, 0, 0, 1,
            1, 0, 0, 0, 1, 0, 0, 1,
            1, 1, 1, 1, 1, 0, 0, 0,
        ];
        var boxes = new RegionBoxes();
        new InterestingRegion(160, 100).Find(map, 5, 8, new MapRectangle(0, 0, 160, 100), 0.5, boxes);
        var parts = boxes.Parts.ToArray();
        Assert.Equal(2, parts.Length);
        Assert.Equal((0, 0), (parts[0].Left, parts[0].Top));
        Assert.True(parts[0].Width > 80 && parts[0].Height == 100, $"{parts[0]}");
        Assert.True(parts[1].Left > 120, $"{parts[1]}");
        Assert.Equal(new PixelBox(0, 0, 160, 100), boxes.Whole);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(2f)]
    [InlineData(float.NaN)]
    public void Find_AllTheSame_IsNothing(float value)
    {
        var boxes = new RegionBoxes();
        var finder = new InterestingRegion(20, 20);
        finder.Find([0, 1], 1, 2, new MapRectangle(0, 0, 20, 20), 0.5, boxes);
        Assert.NotNull(boxes.Whole);
        finder.Find([value, value], 1, 2, new MapRectangle(0, 0, 20, 20), 0.5, boxes);
        Assert.Null(boxes.Whole);
        Assert.Equal(0, boxes.Parts.Length);
    }

    [Fact]
    public void Find_AfterTheFirstFrames_AllocatesNothing()
    {
        var random = new Random(1);
        var map = Enumerable.Range(0, 66 * 200).Select(_ => (float)random.NextDouble()).ToArray();
        var (finder, boxes, rectangle) = (new InterestingRegion(640, 360), new RegionBoxes(), new MapRectangle(0, 80, 640, 211));
        for (var warm = 0; warm < 3; warm++) finder.Find(map, 66, 200, rectangle, 0.5, boxes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var frame = 0; frame < 5; frame++) finder.Find(map, 66, 200, rectangle, 0.5, boxes);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(640, boxes.Whole!.Value.Width, 20.0);
    }

    private static int SizeOf(PixelBox box) => box.Width * box.Height;

    private static int Shared(PixelBox first, PixelBox second) =>
        Math.Max(0, Math.Min(first.Left + first.Width, second.Left + second.Width) - Math.Max(first.Left, second.Left))
        * Math.Max(0, Math.Min(first.Top + first.Height, second.Top + second.Height) - Math.Max(first.Top, second.Top));

    private static PixelBox? Around(IEnumerable<PixelBox> boxes)
    {
        var all = boxes.ToArray();
        if (all.Length == 0) return null;
        var (left, top) = (all.Min(box => box.Left), all.Min(box => box.Top));
        return new PixelBox(left, top, all.Max(box => box.Left + box.Width) - left, all.Max(box => box.Top + box.Height) - top);
    }

    private static List<(PixelBox Box, int Area)> Flood(bool[,] inside)
    {
        var (height, width) = (inside.GetLength(0), inside.GetLength(1));
        var seen = new bool[height, width];
        var found = new List<(PixelBox, int)>();
        for (var start = 0; start < height * width; start++)
        {
            if (seen[start / width, start % width] || !inside[start / width, start % width]) continue;
            var queue = new Queue<(int Y, int X)>([(start / width, start % width)]);
            seen[start / width, start % width] = true;
            var pixels = new List<(int Y, int X)>();
            while (queue.TryDequeue(out var at))
            {
                pixels.Add(at);
                foreach (var (y, x) in new[] { (at.Y - 1, at.X), (at.Y + 1, at.X), (at.Y, at.X - 1), (at.Y, at.X + 1) })
                {
                    if (y < 0 || x < 0 || y >= height || x >= width || seen[y, x] || !inside[y, x]) continue;
                    seen[y, x] = true;
                    queue.Enqueue((y, x));
                }
            }

            var (left, top) = (pixels.Min(pixel => pixel.X), pixels.Min(pixel => pixel.Y));
            found.Add((new PixelBox(left, top, pixels.Max(pixel => pixel.X) + 1 - left, pixels.Max(pixel => pixel.Y) + 1 - top), pixels.Count));
        }

        return found;
    }
}
