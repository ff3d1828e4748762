using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;

namespace Steerlens.Kernels.Truth;

/// <summary>
/// Ranks the maps of a film, frame after frame, by <see cref="RankRecipe"/>; it remembers the maps that it has ranked. Nothing is allocated for
/// a frame.
/// </summary>
public sealed class FilmRank : IDisposable
{
    private readonly RankRecipe _recipe;
    private readonly MapPlacement _placement;
    private readonly float[][] _earlier = new float[RankRecipe.EarlierMaps][];
    private readonly float[] _pixels;
    private readonly float[] _sum;
    private int _kept;
    private int _ranked;
    private double _keptAt = double.NegativeInfinity;

    /// <summary>Prepares the buffers.</summary>
    /// <param name="engine">What runs the network.</param>
    /// <param name="map">The map that is ranked.</param>
    /// <param name="own">What the map itself is made with; null for a map that masks nothing.</param>
    /// <param name="outputWeights">The angle as a weighted sum of the outputs: radians, positive = right.</param>
    public FilmRank(IEngine engine, IMap map, Fill? own, ReadOnlySpan<float> outputWeights)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(map);
        var input = engine.Network.Input;
        _recipe = new RankRecipe(engine, outputWeights, DeletionFills.For(own)[0]);
        _placement = new MapPlacement(input, map.Height, map.Width, map.Region);
        _pixels = new float[input.Height * input.Width];
        _sum = new float[_pixels.Length];
        for (var index = 0; index < _earlier.Length; index++) _earlier[index] = new float[_pixels.Length];
    }

    /// <summary>The rank of the next frame's map.</summary>
    /// <param name="input">The frame's input, H x W x C.</param>
    /// <param name="map">Its map.</param>
    /// <param name="seconds">Its time; times grow.</param>
    public MapRank Next(ReadOnlySpan<float> input, ReadOnlySpan<float> map, double seconds)
    {
        _placement.Place(map, _pixels);
        _recipe.Take(input);
        var rank = _recipe.Of(_pixels, _earlier.AsSpan(0, _kept), _ranked > 0 ? _sum : []);
        Remember(seconds);
        return rank;
    }

    /// <inheritdoc/>
    public void Dispose() => _recipe.Dispose();

    private void Remember(double seconds)
    {
        // The order of a sum's pixels is that of their mean's.
        System.Numerics.Tensors.TensorPrimitives.Add(_sum, _pixels, _sum);
        _ranked++;
        // A millisecond of grace: twenty-five frames of 0.04 s are a second, whatever rounding says.
        if (seconds - _keptAt < RankRecipe.EarlierSeconds - 0.001) return;
        var oldest = _earlier[^1];
        Array.Copy(_earlier, 0, _earlier, 1, _earlier.Length - 1);
        _earlier[0] = oldest;
        _pixels.CopyTo(oldest, 0);
        _kept = Math.Min(_kept + 1, _earlier.Length);
        _keptAt = seconds;
    }
}
