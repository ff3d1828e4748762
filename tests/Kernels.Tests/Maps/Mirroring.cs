using Steerlens.Models;

namespace Steerlens.Kernels.Tests.Maps;

/// <summary>Exchanges left and right in frames, maps and layers.</summary>
internal static class Mirroring
{
    /// <summary>Mirrors columns of runs of values.</summary>
    public static float[] Of(float[] values, int height, int width, int run)
    {
        var result = new float[values.Length];
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
                Array.Copy(values, ((row * width) + column) * run, result, ((row * width) + width - 1 - column) * run, run);
        }

        return result;
    }

    /// <summary>The layer that does to a mirrored input what the layer does to the input.</summary>
    public static Layer Of(Layer layer, Network network) => layer switch
    {
        Convolution convolution => convolution with { Weights = Of(convolution.Weights, convolution.Kernel.Height, convolution.Kernel.Width, convolution.Weights.Length / (convolution.Kernel.Height * convolution.Kernel.Width)) },
        Dense dense when network.ShapeOf(dense.Inputs[0]) is { Width: > 1 } shape => dense with { Weights = Of(dense.Weights, shape.Height, shape.Width, shape.Channels * dense.Output.Channels) },
        _ => layer,
    };
}
