using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Truth;
using Steerlens.Models;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Verification;

/// <summary>Scores every map and its floors on every frame, several frames at a time, each worker with an engine of its own.</summary>
internal static class DeletionStudy
{
    /// <summary>Fills in the scores and ranks of all maps.</summary>
    public static async Task RunAsync(
        Network network, float[] weights, IReadOnlyList<SampledFrame> frames, IReadOnlyList<MapSeries> maps, int workers, ProgressReporter progress, CancellationToken cancellationToken)
    {
        var next = -1;
        var gate = new Lock();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(workers, frames.Count)).Select(_ => Task.Run(Work, cancellationToken)));

        void Tell()
        {
            lock (gate) progress.Advance(VerifyWork.Scoring);
        }

        void Work()
        {
            using var engine = new CpuEngine(network, 1);
            using var worker = new Worker(engine, weights, frames, maps);
            for (var frame = Interlocked.Increment(ref next); frame < frames.Count; frame = Interlocked.Increment(ref next))
            {
                worker.Score(frame, Tell, cancellationToken);
            }
        }
    }

    private sealed class Worker : IDisposable
    {
        private const int RandomRadius = 4;

        private readonly TensorShape _input;
        private readonly IReadOnlyList<SampledFrame> _frames;
        private readonly IReadOnlyList<MapSeries> _maps;
        private readonly Dictionary<Fill, DeletionScore> _scores = [];
        private readonly Dictionary<Fill, RankRecipe> _recipes = [];
        private readonly Dictionary<(Fill, int, bool), double> _common = [];
        private readonly PixelOrder _sorter;
        private readonly int[] _order;
        private readonly float[] _pixels;

        public Worker(IEngine engine, float[] weights, IReadOnlyList<SampledFrame> frames, IReadOnlyList<MapSeries> maps)
        {
            (_input, _frames, _maps) = (engine.Network.Input, frames, maps);
            foreach (var fill in maps.SelectMany(map => map.Fills).Distinct()) _scores[fill] = new DeletionScore(engine, weights, fill, DeletionScore.FineShares);
            foreach (var fill in maps.Select(map => map.Fills[0]).Distinct()) _recipes[fill] = new RankRecipe(engine, weights, fill);
            _pixels = new float[_input.Height * _input.Width];
            _order = new int[_pixels.Length];
            _sorter = new PixelOrder(_pixels.Length);
        }

        public void Score(int frame, Action tell, CancellationToken cancellationToken)
        {
            var input = _frames[frame].Input;
            foreach (var score in _scores.Values) score.Take(input);
            foreach (var recipe in _recipes.Values) recipe.Take(input);
            _common.Clear();
            foreach (var map in _maps)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Score(map.BySize, map.Fills, frame, isDirection: false);
                if (map.ByDirection is { } direction) Score(direction, map.Fills, frame, isDirection: true);
                map.Ranks[frame] = _recipes[map.Fills[0]].Of(map.BySize.Pixels[frame], Earlier(map.BySize.Pixels, frame), frame > 0 ? map.BySize.Mean : []);
                tell();
            }
        }

        public void Dispose()
        {
            foreach (var score in _scores.Values) score.Dispose();
            foreach (var recipe in _recipes.Values) recipe.Dispose();
        }

        private void Score(ScoredMaps maps, IReadOnlyList<Fill> fills, int frame, bool isDirection)
        {
            maps.Scores[frame] = MeanScore(fills, maps.Pixels[frame], isDirection);
            for (var floor = 0; floor < 2; floor++) maps.FloorScores[floor][frame] = fills.Average(fill => Common(fill, floor, frame, isDirection));
            maps.FloorScores[2][frame] = MeanScore(fills, maps.Mean, isDirection);
            if (_frames.Count > 1) maps.FloorScores[3][frame] = MeanScore(fills, maps.Pixels[(frame + (_frames.Count / 2)) % _frames.Count], isDirection);
            FloorMaps.Shift(maps.Pixels[frame], _input.Height, _input.Width, 0, _input.Width / 2, _pixels);
            maps.FloorScores[4][frame] = MeanScore(fills, _pixels, isDirection);
        }

        private double MeanScore(IReadOnlyList<Fill> fills, float[] pixels, bool isDirection)
        {
            _sorter.Sort(pixels, _order);
            return fills.Average(fill => Score(fill, isDirection));
        }

        private double Score(Fill fill, bool isDirection) => isDirection ? _scores[fill].OfDirection(_order) : _scores[fill].Of(_order);

        /// <summary>The floors that all maps of a frame share: 0 random, another one for each frame; 1 edges.</summary>
        private double Common(Fill fill, int floor, int frame, bool isDirection)
        {
            if (_common.TryGetValue((fill, floor, isDirection), out var known)) return known;
            if (floor == 0) FloorMaps.Random(_input.Height, _input.Width, 1000 + frame, RandomRadius).CopyTo(_pixels, 0);
            else FloorMaps.Edges(_frames[frame].Input, _input, _pixels);
            _sorter.Sort(_pixels, _order);
            return _common[(fill, floor, isDirection)] = Score(fill, isDirection);
        }

        /// <summary>Maps of earlier frames, the latest first, each at least a second before the one before it.</summary>
        private float[][] Earlier(float[][] maps, int frame)
        {
            var earlier = new List<float[]>();
            var last = _frames[frame].Seconds;
            for (var index = frame - 1; index >= 0 && earlier.Count < RankRecipe.EarlierMaps; index--)
            {
                if (last - _frames[index].Seconds < RankRecipe.EarlierSeconds - 0.001) continue;
                last = _frames[index].Seconds;
                earlier.Add(maps[index]);
            }

            return [.. earlier];
        }
    }
}
