namespace Steerlens.Kernels.Images;

/// <summary>
/// A map as it is drawn: averaged over a small Gaussian neighbourhood, so that the grid of the windows that it was made with does not show as
/// squares. Nothing moves, no value leaves the range of its neighbours, and small maps stay as they are. Cells that are not finite count as 0.
/// </summary>
public sealed class SoftMap
{
    /// <summary>Standard deviation of the neighbourhood as a share of the map's width.</summary>
    public const double SigmaShare = 0.01;

    private GaussianCells? _gaussian;
    private float[] _cells = [];
    private float[] _values = [];
    private int _height;
    private int _width;

    /// <summary>H x W values of the map taken last.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, _height * _width);

    /// <summary>Takes in a map; allocates only where its size is new.</summary>
    /// <param name="map">height x width values.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <exception cref="ArgumentException">The map has too few values or a size is not positive.</exception>
    public void Take(ReadOnlySpan<float> map, int height, int width)
    {
        if (height < 1 || width < 1 || map.Length < height * width)
            throw new ArgumentException($"A {height}x{width} map needs {Math.Max(1, height) * Math.Max(1, width)} values, not {map.Length}.", nameof(map));
        if (_gaussian is null || height != _height || width != _width) Arrange(height, width);
        var gaussian = _gaussian!;
        var cells = _cells.AsSpan();
        for (var index = 0; index < cells.Length; index++) cells[index] = float.IsFinite(map[index]) ? map[index] : 0;
        gaussian.Prepare(cells);
        for (var row = 0; row < height; row++) gaussian.Row(cells, row, _values.AsSpan(row * width, width));
    }

    private void Arrange(int height, int width)
    {
        (_height, _width) = (height, width);
        _cells = new float[height * width];
        _values = new float[height * width];
        _gaussian = new GaussianCells(width, height, SigmaShare * width * SigmaShare * width);
    }
}
