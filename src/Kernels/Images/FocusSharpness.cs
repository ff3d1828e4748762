namespace Steerlens.Kernels.Images;

/// <summary>How sharp the cells of a picture are shown: 0 blurred, 255 sharp.</summary>
public sealed class FocusSharpness
{
    private readonly int _width;
    private readonly int _height;
    private readonly MapSampler _sampler;

    /// <summary>Makes the tables.</summary>
    /// <param name="width">Of the pictures; even.</param>
    /// <param name="height">Of the pictures; even.</param>
    public FocusSharpness(int width, int height)
    {
        (_width, _height) = (width, height);
        (Columns, Rows) = (CellMean.Count(width, FocusBlend.LumaCell), CellMean.Count(height, FocusBlend.LumaCell));

        // A sampler's pictures have even sizes: one more cell at most, which is not read.
        _sampler = new MapSampler((Columns + 1) & ~1, (Rows + 1) & ~1);
    }

    /// <summary>Cells in a row.</summary>
    public int Columns { get; }

    /// <summary>Rows of cells.</summary>
    public int Rows { get; }

    /// <summary>Takes in a map; rows can be read from then on.</summary>
    /// <param name="map">mapHeight x mapWidth values.</param>
    /// <param name="mapHeight">Rows of the map.</param>
    /// <param name="mapWidth">Columns of the map.</param>
    /// <param name="rectangle">Where the map lies on the picture.</param>
    /// <exception cref="ArgumentException">The map has too few values.</exception>
    public void Prepare(ReadOnlySpan<float> map, int mapHeight, int mapWidth, MapRectangle rectangle)
    {
        const double Cell = FocusBlend.LumaCell;
        _sampler.Prepare(map, mapHeight, mapWidth, new MapRectangle(rectangle.Left / Cell, rectangle.Top / Cell, rectangle.Width / Cell, rectangle.Height / Cell));
    }

    /// <summary>The sharpness of a row of cells, 0..255.</summary>
    /// <param name="row">The row.</param>
    /// <param name="blurredTo">See <see cref="FocusLimits"/>.</param>
    /// <param name="sharpFrom">See <see cref="FocusLimits"/>.</param>
    /// <param name="values"><see cref="Columns"/> + 2 values; the last two are scratch.</param>
    public void Read(int row, float blurredTo, float sharpFrom, Span<float> values)
    {
        // A last cell whose centre lies past the picture's edge takes after the one before it.
        var sampled = row > 0 && (row * FocusBlend.LumaCell) + (FocusBlend.LumaCell / 2) >= _height ? row - 1 : row;
        values.Clear();
        if (sampled < _sampler.Top || sampled >= _sampler.Bottom) return;
        _sampler.LumaRow(sampled, values[_sampler.Left..]);
        var last = Columns - 1;
        if (last > 0 && (last * FocusBlend.LumaCell) + (FocusBlend.LumaCell / 2) >= _width) values[last] = values[last - 1];
        FocusBlend.WeightRow(values, blurredTo, sharpFrom);
    }
}
