using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Truth;
using Steerlens.Models;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Verification;

/// <summary>What maps do when the network, the frame or the time changes a little: random layers, noise, the next frame.</summary>
internal static class MapBehaviour
{
    /// <summary>Frames whose maps are held against those of networks with other weights.</summary>
    public const int TwinFrames = 4;

    /// <summary>Frames that are asked under noise.</summary>
    public const int NoisyFrames = 4;

    /// <summary>Draws of all weights.</summary>
    public const int WholeTwins = 3;

    private const int SteadyFrames = 12;

    /// <summary>Fills in max-sensitivity and steadiness of one map.</summary>
    public static void Ask(MapSeries series, MapQuestions questions, IReadOnlyList<SampledFrame> frames, ProgressReporter progress, CancellationToken cancellationToken)
    {
        series.Sensitivity = MeanOf(Spread(frames, NoisyFrames).Select(frame =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var sensitivity = questions.MaximumSensitivity(frame.Input);
            progress.Advance(VerifyWork.Noise);
            return sensitivity;
        }));
        series.Steadiness = MeanOf(Spread([.. frames.Where(frame => frame.Next is not null)], SteadyFrames)
            .Select(frame => Correlation.Pearson(questions.Of(frame.Input), questions.Of(frame.Next!))));
    }

    /// <summary>The mean correlation of a frame's input with the next frame's.</summary>
    public static double InputSteadiness(IReadOnlyList<SampledFrame> frames) => MeanOf(
        Spread([.. frames.Where(frame => frame.Next is not null)], SteadyFrames).Select(frame => Correlation.Pearson(frame.Input, frame.Next!)));

    /// <summary>Fills in how much of each map stays when layers are drawn anew, from the output down. With all layers, several draws are averaged.</summary>
    public static void Randomise(
        Network network, float[] weights, IReadOnlyList<(MapSeries Series, IMapMethod Method)> maps, IReadOnlyList<SampledFrame> frames, int threads, ProgressReporter progress, CancellationToken cancellationToken)
    {
        var layers = UntrainedTwin.LayersOf(network);
        var asked = Spread(frames, TwinFrames);
        float[][][] originals;
        using (var engine = EngineChoice.Create(network, threads)) originals = [.. maps.Select(map => MapsOf(engine, map.Method, weights, asked))];
        foreach (var (series, _) in maps) series.LayerCorrelations = new double[layers];
        for (var count = 1; count <= layers; count++)
        {
            var twins = count == layers ? WholeTwins : 1;
            for (var seed = 1; seed <= twins; seed++)
            {
                using var engine = EngineChoice.Create(UntrainedTwin.Of(network, seed, count), threads);
                for (var map = 0; map < maps.Count; map++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var others = MapsOf(engine, maps[map].Method, weights, asked);
                    maps[map].Series.LayerCorrelations[count - 1] += others.Select((other, frame) => Correlation.SpearmanOfSizes(originals[map][frame], other)).Average() / twins;
                    progress.Advance(VerifyWork.Draw);
                }
            }
        }
    }

    /// <summary>A few frames, evenly spread.</summary>
    public static IReadOnlyList<SampledFrame> Spread(IReadOnlyList<SampledFrame> frames, int count) =>
        frames.Count <= count ? frames : [.. Enumerable.Range(0, count).Select(step => frames[(int)((step + 0.5) * frames.Count / count)])];

    private static float[][] MapsOf(IEngine engine, IMapMethod method, float[] weights, IReadOnlyList<SampledFrame> frames)
    {
        using var questions = new MapQuestions(engine, method, new MapOptions(), weights);
        return [.. frames.Select(frame => questions.Of(frame.Input))];
    }

    private static double MeanOf(IEnumerable<double> values) => values.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
}
