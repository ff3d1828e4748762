using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>A <see cref="Normalization"/> forward and backward in float64: the specification of the fast one.</summary>
internal static class ScalarNormalization
{
    /// <summary>Computes the layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="values">Its input, H x W x C.</param>
    /// <param name="result">Its output, H x W x C.</param>
    public static void Run(Normalization layer, double[] values, double[] result)
    {
        foreach (var group in Groups(layer))
        {
            var (mean, deviation) = Moments(layer, values, group);
            foreach (var at in group) result[at] = (values[at] - mean) / deviation;
        }
    }

    /// <summary>Adds what the output's gradient makes of the input's.</summary>
    public static void Propagate(Normalization layer, double[] values, double[] result, double[] gradient, double[] below)
    {
        foreach (var group in Groups(layer))
        {
            var (_, deviation) = Moments(layer, values, group);
            var mean = group.Average(at => gradient[at]);
            var slope = group.Average(at => gradient[at] * result[at]);
            foreach (var at in group) below[at] += (gradient[at] - mean - (result[at] * slope)) / deviation;
        }
    }

    private static (double Mean, double Deviation) Moments(Normalization layer, double[] values, int[] group)
    {
        var mean = group.Average(at => values[at]);
        return (mean, Math.Sqrt(group.Average(at => (values[at] - mean) * (values[at] - mean)) + layer.Epsilon));
    }

    /// <summary>The places of each group's values.</summary>
    private static IEnumerable<int[]> Groups(Normalization layer)
    {
        var (channels, each) = (layer.Output.Channels, layer.Output.Channels / layer.Groups);
        return Enumerable.Range(0, layer.Output.Length).GroupBy(at => layer.ByPosition ? at / channels : at % channels / each).Select(group => group.ToArray());
    }
}
