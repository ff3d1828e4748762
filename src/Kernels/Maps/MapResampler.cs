namespace Steerlens.Kernels.Maps;

/// <summary>
/// Reads a map at every pixel of the network's input: bilinear between the centres of its cells, the edge's value beyond them.
/// </summary>
internal sealed class MapResampler
{
    private readonly int _inputHeight;
    private readonly int _inputWidth;
    private readonly int _mapHeight;
    private readonly int _mapWidth;
    private readonly (int First, int Second, float Share)[] _rows;
    private readonly (int First, int Second, float Share)[] _columns;
    private readonly float[] _wide;

    /// <summary>Prepares the positions.</summary>
    /// <param name="inputHeight">Rows of the input.</param>
    /// <param name="inputWidth">Columns of the input.</param>
    /// <param name="mapHeight">Rows of the map.</param>
    /// <param name="mapWidth">Columns of the map.</param>
    /// <param name="region">Where the map lies on the input.</param>
    public MapResampler(int inputHeight, int inputWidth, int mapHeight, int mapWidth, InputRegion region)
    {
        (_inputHeight, _inputWidth, _mapHeight, _mapWidth) = (inputHeight, inputWidth, mapHeight, mapWidth);
        _rows = Positions(inputHeight, mapHeight, region.Top, region.Height);
        _columns = Positions(inputWidth, mapWidth, region.Left, region.Width);
        _wide = new float[mapHeight * inputWidth];
    }

    /// <summary>Multiplies a picture with the map.</summary>
    /// <param name="map">Map height x map width.</param>
    /// <param name="factor">A factor for the map's values.</param>
    /// <param name="picture">Input height x input width; changed in place.</param>
    public void Multiply(ReadOnlySpan<float> map, float factor, Span<float> picture)
    {
        for (var row = 0; row < _mapHeight; row++)
        {
            var source = map.Slice(row * _mapWidth, _mapWidth);
            for (var column = 0; column < _inputWidth; column++)
            {
                var (first, second, share) = _columns[column];
                _wide[(row * _inputWidth) + column] = source[first] + ((source[second] - source[first]) * share);
            }
        }

        for (var row = 0; row < _inputHeight; row++)
        {
            var (first, second, share) = _rows[row];
            var upper = _wide.AsSpan(first * _inputWidth, _inputWidth);
            var lower = _wide.AsSpan(second * _inputWidth, _inputWidth);
            var target = picture.Slice(row * _inputWidth, _inputWidth);
            for (var column = 0; column < target.Length; column++) target[column] *= factor * (upper[column] + ((lower[column] - upper[column]) * share));
        }
    }

    private static (int First, int Second, float Share)[] Positions(int pixels, int cells, double start, double extent)
    {
        var positions = new (int, int, float)[pixels];
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            var at = Math.Clamp(((pixel + 0.5 - start) * cells / extent) - 0.5, 0, cells - 1);
            var first = Math.Min((int)at, cells - 1);
            positions[pixel] = (first, Math.Min(first + 1, cells - 1), (float)(at - first));
        }

        return positions;
    }
}
