using Steerlens.Kernels.Images;

namespace Steerlens.Kernels.Tests.Cuda;

/// <summary>Blur by attention from the scalar references alone, step by step as in <see cref="FocusBlend"/>.</summary>
internal static class ScalarFocus
{
    public static YuvImage Apply(YuvImage source, float[] map, int mapHeight, int mapWidth, MapRectangle rectangle, float blurredTo, float sharpFrom, double sigma)
    {
        var target = new YuvImage(source.Width, source.Height, source.Color);
        var (columns, rows) = (CellMean.Count(source.Width, 4), CellMean.Count(source.Height, 4));
        var onCells = new MapRectangle(rectangle.Left / 4, rectangle.Top / 4, rectangle.Width / 4, rectangle.Height / 4);
        var weights = new ushort[rows][];
        for (var row = 0; row < rows; row++)
        {
            var values = new float[columns];
            for (var column = 0; column < columns; column++)
            {
                var (x, y) = (Sampled(column, source.Width), Sampled(row, source.Height));
                values[column] = FocusBlend.WeightOf(MapSampler.At(map, mapHeight, mapWidth, onCells, x, y), blurredTo, sharpFrom);
            }

            weights[row] = new ushort[columns];
            CellRows.FixScalar(values, 1, 0, weights[row]);
        }

        var black = source.Color.FullRange ? 0f : 16f;
        sigma = Math.Max(sigma, 4);
        Mix(source.Y, target.Y, weights, 4, sigma, 0.62f, black);
        Mix(source.U, target.U, weights, 2, sigma / 2, 0.45f, 128);
        Mix(source.V, target.V, weights, 2, sigma / 2, 0.45f, 128);
        return target;
    }

    // A last cell whose centre lies past the picture's edge takes after the one before it.
    private static int Sampled(int cell, int samples) => cell > 0 && (cell * 4) + 2 >= samples ? cell - 1 : cell;

    private static void Mix(Plane source, Plane target, ushort[][] weights, int cell, double sigma, float share, float neutral)
    {
        var (columns, rows) = (CellMean.Count(source.Width, cell), CellMean.Count(source.Height, cell));
        var grid = new float[columns * rows];
        for (var row = 0; row < rows; row++) CellMean.RowScalar(source, row, cell, grid.AsSpan(row * columns, columns));
        foreach (var (taps, spacing) in GaussianCells.Stages(GaussianBlur.VarianceOf(cell, sigma)))
        {
            var margin = (taps.Length - 1) * spacing;
            var (result, line) = (new float[grid.Length], new float[columns + (2 * margin)]);
            for (var row = 0; row < rows; row++)
            {
                GaussianCells.AcrossScalar(grid, rows, row, taps, spacing, line.AsSpan(margin, columns));
                line.AsSpan(0, margin).Fill(line[margin]);
                line.AsSpan(margin + columns).Fill(line[margin + columns - 1]);
                GaussianCells.AlongScalar(line, taps, spacing, margin, result.AsSpan(row * columns, columns));
            }

            grid = result;
        }

        var blurred = new ushort[rows][];
        for (var row = 0; row < rows; row++)
        {
            blurred[row] = new ushort[columns];
            CellRows.FixScalar(grid.AsSpan(row * columns, columns), share, neutral * (1 - share), blurred[row]);
        }

        var (soft, weight) = (new byte[source.Width], new byte[source.Width]);
        for (var y = 0; y < source.Height; y++)
        {
            Grow(blurred, y, cell, soft);
            Grow(weights, y, cell, weight);
            PlaneMix.RowScalar(source.Row(y), soft, weight, target.Row(y));
        }
    }

    private static void Grow(ushort[][] cells, int y, int cell, byte[] samples)
    {
        var row = y / cell;
        var line = new ushort[cells[0].Length + 2];
        CellGrow.BetweenScalar(cells[Math.Max(row - 1, 0)], cells[row], cells[Math.Min(row + 1, cells.Length - 1)], cell, y % cell, line.AsSpan(1, cells[0].Length));
        (line[0], line[^1]) = (line[1], line[^2]);
        CellGrow.AlongScalar(line, cell, samples);
    }
}
