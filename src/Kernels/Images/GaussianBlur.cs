namespace Steerlens.Kernels.Images;

/// <summary>
/// A Gaussian blur whose cost hardly depends on its width: the plane shrinks to cells, which a wide Gaussian cannot tell from samples,
/// the cells are blurred, and the result is read as full-size rows. What shrinking and growing blur themselves is part of the
/// Gaussian's variance. The outermost cells repeat past the edges.
/// </summary>
public sealed class GaussianBlur
{
    private readonly int _width;
    private readonly int _height;
    private readonly int _cell;
    private readonly float[] _grid;
    private readonly float[] _line;
    private readonly GaussianCells _gaussian;
    private readonly CellRows _blurred;

    /// <summary>Makes weights and scratch.</summary>
    /// <param name="width">Samples in a row of the planes.</param>
    /// <param name="height">Rows of the planes.</param>
    /// <param name="cell">Samples of a cell along each axis: 2 or 4.</param>
    /// <param name="sigma">Standard deviation in samples; at least the cell's size, or the blur comes out wider.</param>
    public GaussianBlur(int width, int height, int cell, double sigma)
    {
        (_width, _height, _cell) = (width, height, cell);
        _blurred = new CellRows(CellMean.Count(width, cell), CellMean.Count(height, cell));
        _grid = new float[_blurred.Columns * _blurred.Rows];
        _line = new float[_blurred.Columns];

        _gaussian = new GaussianCells(_blurred.Columns, _blurred.Rows, VarianceOf(cell, sigma));
    }

    /// <summary>
    /// The variance that is left for the cells' Gaussian, in cells: the mean of a cell has the variance (cell * cell - 1) / 12, growing along the
    /// spline three times that.
    /// </summary>
    internal static double VarianceOf(int cell, double sigma) => ((sigma * sigma) - (((cell * cell) - 1) / 3d)) / (cell * cell);

    /// <summary>The true Gaussian, in floating point, straight from its definition: what this class approximates.</summary>
    /// <param name="plane">H x W samples 0..255.</param>
    /// <param name="sigma">Standard deviation in samples.</param>
    /// <returns>H x W values.</returns>
    public static double[] Reference(Plane plane, double sigma)
    {
        var reach = (int)Math.Ceiling(5 * sigma);
        var weights = new double[(2 * reach) + 1];
        for (var offset = -reach; offset <= reach; offset++) weights[offset + reach] = Math.Exp(-offset * offset / (2 * sigma * sigma));
        var total = weights.Sum();
        var (width, height) = (plane.Width, plane.Height);
        var columns = new double[width * height];
        var result = new double[width * height];
        for (var index = 0; index < columns.Length; index++)
        {
            for (var offset = -reach; offset <= reach; offset++)
                columns[index] += weights[offset + reach] / total * plane.Row(Math.Clamp((index / width) + offset, 0, height - 1))[index % width];
        }

        for (var index = 0; index < columns.Length; index++)
        {
            var row = index / width * width;
            for (var offset = -reach; offset <= reach; offset++)
                result[index] += weights[offset + reach] / total * columns[row + Math.Clamp((index % width) + offset, 0, width - 1)];
        }

        return result;
    }

    /// <summary>Takes in a plane; <see cref="Read"/> gives it blurred.</summary>
    /// <param name="plane">Of the prepared size.</param>
    /// <param name="scale">What blurred samples are multiplied by.</param>
    /// <param name="offset">What is added then; the result is clamped to 0..255.</param>
    /// <exception cref="ArgumentException">The plane has another size.</exception>
    public void Take(Plane plane, float scale = 1, float offset = 0)
    {
        if (plane.Width != _width || plane.Height != _height)
            throw new ArgumentException($"The plane is {plane.Width}x{plane.Height}, the blur was made for {_width}x{_height}.", nameof(plane));
        var columns = _blurred.Columns;
        for (var row = 0; row < _blurred.Rows; row++) CellMean.Row(plane, row, _cell, _grid.AsSpan(row * columns, columns));
        _gaussian.Prepare(_grid);
        for (var row = 0; row < _blurred.Rows; row++)
        {
            _gaussian.Row(_grid, row, _line);
            _blurred.Set(row, _line, scale, offset);
        }
    }

    /// <summary>One row of the blurred plane.</summary>
    /// <param name="y">The row.</param>
    /// <param name="samples">At most the plane's width.</param>
    public void Read(int y, Span<byte> samples) => _blurred.Read(y, _cell, samples);

    /// <summary>Blurs a plane in place.</summary>
    /// <param name="plane">Of the prepared size.</param>
    public void Apply(Plane plane)
    {
        Take(plane);
        for (var y = 0; y < _height; y++) Read(y, plane.Row(y));
    }
}
