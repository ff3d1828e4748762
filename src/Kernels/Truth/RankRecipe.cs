using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;

namespace Steerlens.Kernels.Truth;

/// <summary>The place of a map among 32, and its quick deletion score.</summary>
/// <param name="Rank">1 for the best; a floor with the same score stands before the map.</param>
/// <param name="Deletion">Radians; see <see cref="DeletionScore"/>.</param>
public readonly record struct MapRank(int Rank, double Deletion);

/// <summary>
/// Ranks a map by its quick deletion score among 32: itself, 13 smooth random maps, the frame's edges, 8 shifts of itself, 8 maps of earlier
/// frames, and the mean of the maps so far. Maps of earlier frames that there are not yet are replaced with further random ones. The recipe is
/// fixed, so the same film has the same ranks. One frame at a time; nothing is allocated for one.
/// </summary>
public sealed class RankRecipe : IDisposable
{
    /// <summary>Maps in a ranking.</summary>
    public const int Maps = 32;

    /// <summary>Maps of earlier frames in a ranking.</summary>
    public const int EarlierMaps = 8;

    /// <summary>Seconds between those, at least.</summary>
    public const double EarlierSeconds = 1;

    private const int RandomMaps = 13;
    private const int Spares = EarlierMaps + 1;

    // Shares of the map's height and width: far enough that what lay on a lane line no longer does.
    private static readonly (double Down, double Right)[] Shifts =
        [(0, 0.5), (0, 0.25), (0, -0.25), (0.5, 0), (0.5, 0.5), (0.35, 0.25), (0.35, -0.25), (-0.25, 0.35)];

    private static readonly int[] Radii = [2, 4, 8];

    private readonly IEngine _engine;
    private readonly DeletionScore _score;
    private readonly PixelOrder _sorter;
    private readonly int[][] _randomOrders;
    private readonly double[] _randomScores = new double[RandomMaps + Spares];
    private readonly float[] _input;
    private readonly float[] _pixels;
    private readonly int[] _order;
    private double _edgeScore;

    /// <summary>Prepares the random maps.</summary>
    /// <param name="engine">What runs the network.</param>
    /// <param name="outputWeights">The angle as a weighted sum of the outputs: radians, positive = right.</param>
    /// <param name="fill">What removed pixels are replaced with; not what the map itself was made with.</param>
    public RankRecipe(IEngine engine, ReadOnlySpan<float> outputWeights, Fill fill)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _engine = engine;
        _score = new DeletionScore(engine, outputWeights, fill, DeletionScore.CoarseShares);
        var input = engine.Network.Input;
        _input = new float[input.Length];
        _pixels = new float[_score.Pixels];
        _order = new int[_score.Pixels];
        _sorter = new PixelOrder(_score.Pixels);
        _randomOrders = new int[RandomMaps + Spares][];
        for (var index = 0; index < _randomOrders.Length; index++)
        {
            _randomOrders[index] = new int[_score.Pixels];
            _sorter.Sort(FloorMaps.Random(input.Height, input.Width, 100 + index, Radii[index % Radii.Length]), _randomOrders[index]);
        }
    }

    /// <summary>Takes in a frame; its maps can be ranked from then on.</summary>
    /// <param name="input">H x W x C float32.</param>
    public void Take(ReadOnlySpan<float> input)
    {
        input.CopyTo(_input);
        _score.Take(input);

        // What does not depend on the map is scored once for all maps of the frame, when it is first asked for.
        Array.Fill(_randomScores, double.NaN);
        _edgeScore = double.NaN;
    }

    /// <summary>The rank of a map of the frame.</summary>
    /// <param name="map">H x W sizes, 0 or more, of the input's size.</param>
    /// <param name="earlier">Maps of earlier frames, likewise; no more than eight are taken, the first ones.</param>
    /// <param name="mean">The mean of the maps so far, likewise; empty where there is none.</param>
    public MapRank Of(ReadOnlySpan<float> map, ReadOnlySpan<float[]> earlier, ReadOnlySpan<float> mean)
    {
        var input = _engine.Network.Input;
        var own = ScoreOf(map);
        var better = 0;
        var spare = RandomMaps;
        for (var index = 0; index < RandomMaps; index++) Count(RandomScore(index));
        Count(EdgeScore());
        foreach (var (down, right) in Shifts)
        {
            FloorMaps.Shift(map, input.Height, input.Width, (int)Math.Round(down * input.Height), (int)Math.Round(right * input.Width), _pixels);
            Count(ScoreOf(_pixels));
        }

        for (var index = 0; index < EarlierMaps; index++) Count(index < earlier.Length ? ScoreOf(earlier[index]) : RandomScore(spare++));
        Count(mean.IsEmpty ? RandomScore(spare) : ScoreOf(mean));
        return new MapRank(better + 1, own);

        void Count(double score)
        {
            if (score >= own) better++;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _score.Dispose();

    private double ScoreOf(ReadOnlySpan<float> map)
    {
        _sorter.Sort(map, _order);
        return _score.Of(_order);
    }

    private double RandomScore(int index)
    {
        if (double.IsNaN(_randomScores[index])) _randomScores[index] = _score.Of(_randomOrders[index]);
        return _randomScores[index];
    }

    private double EdgeScore()
    {
        if (!double.IsNaN(_edgeScore)) return _edgeScore;
        FloorMaps.Edges(_input, _engine.Network.Input, _pixels);
        return _edgeScore = ScoreOf(_pixels);
    }
}
