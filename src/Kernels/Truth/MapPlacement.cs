using Steerlens.Kernels.Maps;
using Steerlens.Models;

namespace Steerlens.Kernels.Truth;

/// <summary>Lays a map over the pixels of the network's input, as pictures show it: bilinear, and 0 outside the map's region.</summary>
public sealed class MapPlacement
{
    private readonly TensorShape _input;
    private readonly InputRegion _region;
    private readonly MapResampler? _resampler;
    private readonly float[] _values;

    /// <summary>Prepares the positions.</summary>
    /// <param name="input">The network's input.</param>
    /// <param name="height">Rows of the map.</param>
    /// <param name="width">Columns of the map.</param>
    /// <param name="region">Where the map lies on the input, in pixels of it.</param>
    public MapPlacement(TensorShape input, int height, int width, InputRegion region)
    {
        (_input, _region) = (input, region);
        _values = new float[height * width];
        var isWhole = height == input.Height && width == input.Width && region == new InputRegion(0, 0, height, width);
        if (!isWhole) _resampler = new MapResampler(input.Height, input.Width, height, width, region);
    }

    /// <summary>Lays a map over the input.</summary>
    /// <param name="map">Height x width values of the map; what is not finite counts as 0.</param>
    /// <param name="pixels">Gets H x W values of the input's size.</param>
    /// <param name="keepsSign">Whether negative values stay negative; otherwise their sizes are taken, before anything is interpolated.</param>
    public void Place(ReadOnlySpan<float> map, Span<float> pixels, bool keepsSign = false)
    {
        if (map.Length != _values.Length || pixels.Length != _input.Height * _input.Width)
            throw new ArgumentException($"{map.Length} values for {pixels.Length} pixels; expected {_values.Length} for {_input.Height * _input.Width}.", nameof(map));
        for (var index = 0; index < map.Length; index++) _values[index] = float.IsFinite(map[index]) ? keepsSign ? map[index] : Math.Abs(map[index]) : 0;
        if (_resampler is null)
        {
            _values.CopyTo(pixels);
            return;
        }

        for (var row = 0; row < _input.Height; row++)
        {
            var isInside = IsInside(row, _region.Top, _region.Height);
            for (var column = 0; column < _input.Width; column++)
                pixels[(row * _input.Width) + column] = isInside && IsInside(column, _region.Left, _region.Width) ? 1 : 0;
        }

        _resampler.Multiply(_values, 1, pixels);
    }

    private static bool IsInside(int pixel, double start, double length) => pixel + 0.5 >= start && pixel + 0.5 < start + length;
}
