using System.Numerics.Tensors;
using Steerlens.Models;

namespace Steerlens.Kernels.Maps;

/// <summary>What the maps of the input's gradient have in common.</summary>
internal static class InputGradient
{
    /// <summary>One value for each pixel from the sizes of its channels.</summary>
    /// <param name="gradient">H x W x C; its signs may be lost.</param>
    /// <param name="channels">C.</param>
    /// <param name="reduction">How.</param>
    /// <param name="values">H x W; added to.</param>
    public static void AddSizes(Span<float> gradient, int channels, ChannelReduction reduction, Span<float> values)
    {
        if (channels == 3 && reduction == ChannelReduction.Sum)
        {
            PixelSizes.Add(gradient, values);
            return;
        }

        TensorPrimitives.Abs(gradient, gradient);
        for (var pixel = 0; pixel < values.Length; pixel++)
        {
            var size = gradient.Slice(pixel * channels, channels);
            values[pixel] += reduction == ChannelReduction.Sum ? TensorPrimitives.Sum<float>(size) : TensorPrimitives.Max<float>(size);
        }
    }

    /// <summary>
    /// The scale of a gradient map: degrees for one pixel that goes from black to white, where all channels of the input are scaled alike,
    /// else degrees for a step of 1 in the input's own values.
    /// </summary>
    /// <param name="contract">How the input is made.</param>
    /// <param name="fullColor">Degrees from black to white at full colour.</param>
    public static MapScale ScaleOf(InputContract contract, double fullColor)
    {
        const double levels = 255;
        var range = levels * Math.Abs(contract.ScaleOf(0));
        return contract.Scale.Distinct().Count() == 1
            ? new MapScale(range * 180 / Math.PI, fullColor, "deg, one pixel black to white", "rad / input unit")
            : new MapScale(180 / Math.PI, fullColor / range, "deg / input unit", "rad / input unit");
    }
}
