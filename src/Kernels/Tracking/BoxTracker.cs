using Steerlens.Kernels.Images;

namespace Steerlens.Kernels.Tracking;

/// <summary>
/// Follows what a box shows from frame to frame: the place and size near the last one that looks most like it, by normalised
/// cross-correlation. What it looks like follows slowly. Where nothing looks like it, it is lost until something does. Frames come in order;
/// allocates nothing for a frame.
/// </summary>
public sealed class BoxTracker
{
    /// <summary>Scores below this mean that the thing is lost.</summary>
    public const double LeastScore = 0.55;

    private const int Cells = 32;
    private const int Reach = 20;
    private const int RegionCells = Cells + (2 * Reach);
    private const int Places = (2 * Reach) + 1;
    private const float UpdateShare = 0.08f;
    private const double UpdateScore = 0.75;

    private static readonly double[] Scales = [1, 0.96, 1.04];

    private readonly float[] _template = new float[Cells * Cells];
    private readonly float[] _patch = new float[Cells * Cells];
    private readonly float[] _region = new float[RegionCells * RegionCells];
    private readonly float[] _scores = new float[Places * Places];
    private (double X, double Y) _speed;

    /// <summary>Takes in what the box shows.</summary>
    /// <param name="luma">The first frame's luma.</param>
    /// <param name="box">The box in its pixels.</param>
    /// <exception cref="ArgumentException">The box lies outside, or shows nothing that could be found again.</exception>
    public BoxTracker(Plane luma, MapRectangle box)
    {
        if (box.Width < 4 || box.Height < 4 || box.Left < 0 || box.Top < 0 || box.Left + box.Width > luma.Width || box.Top + box.Height > luma.Height)
            throw new ArgumentException("The box must lie inside the picture and be at least 4 pixels wide and high.", nameof(box));
        Box = box;
        Sample(luma, box, Cells, _template);
        if (!CorrelationSearch.Normalize(_template)) throw new ArgumentException("The box shows an even patch, and nothing in it could be found again.", nameof(box));
    }

    /// <summary>Where the thing is, or was last seen; it may reach out of the picture.</summary>
    public MapRectangle Box { get; private set; }

    /// <summary>How much what the box shows looks like the thing, -1..1.</summary>
    public double Score { get; private set; } = 1;

    /// <summary>Whether the thing is nowhere near the box, or mostly out of the picture.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Follows the thing into the next frame.</summary>
    /// <param name="luma">Of the first frame's size.</param>
    public void Follow(Plane luma)
    {
        var (best, found) = (double.NegativeInfinity, Box);
        foreach (var scale in Scales)
        {
            var (width, height) = (Box.Width * scale, Box.Height * scale);
            var expected = new MapRectangle(Box.Left + _speed.X + ((Box.Width - width) / 2), Box.Top + _speed.Y + ((Box.Height - height) / 2), width, height);
            var (score, place) = Search(luma, expected);

            // The size stays unless another one fits clearly better.
            if (score - (scale == 1 ? 0 : 0.004) <= best) continue;
            (best, found) = (score, place);
        }

        Score = best;
        IsLost = best < LeastScore || InsideShare(luma, found) < 0.6;
        if (IsLost)
        {
            _speed = default;
            return;
        }

        var moved = (found.Left + (found.Width / 2) - Box.Left - (Box.Width / 2), found.Top + (found.Height / 2) - Box.Top - (Box.Height / 2));
        _speed = ((_speed.X + moved.Item1) / 2, (_speed.Y + moved.Item2) / 2);
        Box = found;
        if (best >= UpdateScore) Update(luma);
    }

    private void Update(Plane luma)
    {
        Sample(luma, Box, Cells, _patch);
        if (!CorrelationSearch.Normalize(_patch)) return;
        for (var index = 0; index < _template.Length; index++) _template[index] += UpdateShare * (_patch[index] - _template[index]);
        CorrelationSearch.NormalizeUnit(_template);
    }

    /// <summary>The best place around an expected one, to a fraction of a cell.</summary>
    private (double Score, MapRectangle Place) Search(Plane luma, MapRectangle expected)
    {
        var (cellX, cellY) = (expected.Width / Cells, expected.Height / Cells);
        Sample(luma, new MapRectangle(expected.Left - (Reach * cellX), expected.Top - (Reach * cellY), RegionCells * cellX, RegionCells * cellY), RegionCells, _region);
        CorrelationSearch.Run(_region, RegionCells, _template, Cells, _scores);
        var best = 0;
        for (var place = 1; place < _scores.Length; place++)
        {
            if (_scores[place] > _scores[best]) best = place;
        }

        var (row, column) = (best / Places, best % Places);
        var x = column + (column is > 0 and < Places - 1 ? Peak(_scores[best - 1], _scores[best], _scores[best + 1]) : 0);
        var y = row + (row is > 0 and < Places - 1 ? Peak(_scores[best - Places], _scores[best], _scores[best + Places]) : 0);
        return (_scores[best], expected with { Left = expected.Left + ((x - Reach) * cellX), Top = expected.Top + ((y - Reach) * cellY) });
    }

    /// <summary>Where the parabola through three values has its peak, -0.5..0.5 from the middle one.</summary>
    private static double Peak(float before, float middle, float after)
    {
        var bend = before - (2d * middle) + after;
        return bend >= 0 ? 0 : Math.Clamp((before - after) / (2 * bend), -0.5, 0.5);
    }

    /// <summary>The share of a box that lies inside the picture.</summary>
    private static double InsideShare(Plane luma, MapRectangle box)
    {
        var width = Math.Min(box.Left + box.Width, luma.Width) - Math.Max(box.Left, 0);
        var height = Math.Min(box.Top + box.Height, luma.Height) - Math.Max(box.Top, 0);
        return width <= 0 || height <= 0 ? 0 : width * height / (box.Width * box.Height);
    }

    /// <summary>A rectangle as cells x cells means of the samples in each; the picture's edges repeat outside.</summary>
    private static void Sample(Plane plane, MapRectangle from, int cells, Span<float> values)
    {
        var (stepX, stepY) = (from.Width / cells, from.Height / cells);
        for (var row = 0; row < cells; row++)
        {
            var top = (int)Math.Floor(from.Top + (row * stepY));
            var bottom = Math.Max(top + 1, (int)Math.Floor(from.Top + ((row + 1) * stepY)));
            for (var column = 0; column < cells; column++)
            {
                var left = (int)Math.Floor(from.Left + (column * stepX));
                var right = Math.Max(left + 1, (int)Math.Floor(from.Left + ((column + 1) * stepX)));
                var sum = 0;
                for (var y = top; y < bottom; y++)
                {
                    var line = plane.Row(Math.Clamp(y, 0, plane.Height - 1));
                    for (var x = left; x < right; x++) sum += line[Math.Clamp(x, 0, plane.Width - 1)];
                }

                values[(row * cells) + column] = (float)sum / ((bottom - top) * (right - left));
            }
        }
    }
}
