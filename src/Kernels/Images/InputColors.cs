using Steerlens.Models;

namespace Steerlens.Kernels.Images;

/// <summary>Between colours and the values of a network's input, for one pixel and for pictures of the input's size.</summary>
public static class InputColors
{
    private const double Levels = 255;
    private const double BlueScale = 0.492;
    private const double RedScale = 0.877;

    /// <summary>The values that a channel of the input can have for a picture: those of 0 and of 255, the smaller first.</summary>
    public static (float Low, float High) RangeOf(InputContract contract, int channel)
    {
        ArgumentNullException.ThrowIfNull(contract);
        var (none, full) = (contract.OffsetOf(channel), (float)((Levels * contract.ScaleOf(channel)) + contract.OffsetOf(channel)));
        return (Math.Min(none, full), Math.Max(none, full));
    }

    /// <summary>The colours of an input, undoing what <see cref="InputResizer"/> does to a pixel.</summary>
    /// <param name="contract">How the input is made.</param>
    /// <param name="input">H x W x C float32; 1 or 3 channels.</param>
    /// <param name="rgb">H x W x 3 float32; 0..1 for colours inside the gamut, not clipped.</param>
    public static void ToRgb(InputContract contract, ReadOnlySpan<float> input, Span<float> rgb)
    {
        ArgumentNullException.ThrowIfNull(contract);
        var channels = contract.Color == ColorOrder.Gray ? 1 : 3;
        Span<double> levels = stackalloc double[channels];
        for (var pixel = 0; pixel < input.Length / channels; pixel++)
        {
            for (var channel = 0; channel < channels; channel++)
                levels[channel] = (input[(pixel * channels) + channel] - contract.OffsetOf(channel)) / contract.ScaleOf(channel);
            var (red, green, blue) = ColorOf(contract.Color, levels);
            (rgb[3 * pixel], rgb[(3 * pixel) + 1], rgb[(3 * pixel) + 2]) = ((float)(red / Levels), (float)(green / Levels), (float)(blue / Levels));
        }
    }

    /// <summary>What each channel of the input gains from red, green and blue going from 0 to 1.</summary>
    /// <returns>C x 3 values.</returns>
    public static double[] GainsOf(InputContract contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        var black = Channels(contract.Color, (0, 0, 0));
        double[][] units = [Channels(contract.Color, (1, 0, 0)), Channels(contract.Color, (0, 1, 0)), Channels(contract.Color, (0, 0, 1))];
        var gains = new double[3 * black.Length];
        for (var channel = 0; channel < black.Length; channel++)
        {
            for (var color = 0; color < 3; color++) gains[(3 * channel) + color] = (units[color][channel] - black[channel]) * contract.ScaleOf(channel);
        }

        return gains;
    }

    /// <summary>The channel values (0..255) of a colour (0..1) in a colour order; see <see cref="ColorOrder"/> for the formulas.</summary>
    internal static double[] Channels(ColorOrder order, (double Red, double Green, double Blue) color)
    {
        var (red, green, blue) = (color.Red * Levels, color.Green * Levels, color.Blue * Levels);
        if (order == ColorOrder.YuvSwapped) (red, blue) = (blue, red);
        var luma = (0.299 * red) + (0.587 * green) + (0.114 * blue);
        return order switch
        {
            ColorOrder.Rgb => [red, green, blue],
            ColorOrder.Bgr => [blue, green, red],
            ColorOrder.Gray => [luma],
            _ => [luma, (BlueScale * (blue - luma)) + 128, (RedScale * (red - luma)) + 128],
        };
    }

    /// <summary>The inverse of <see cref="Channels"/>, 0..255; of gray, gray.</summary>
    private static (double Red, double Green, double Blue) ColorOf(ColorOrder order, ReadOnlySpan<double> levels)
    {
        switch (order)
        {
            case ColorOrder.Rgb:
                return (levels[0], levels[1], levels[2]);
            case ColorOrder.Bgr:
                return (levels[2], levels[1], levels[0]);
            case ColorOrder.Gray:
                return (levels[0], levels[0], levels[0]);
            default:
                var (luma, blue, red) = (levels[0], levels[0] + ((levels[1] - 128) / BlueScale), levels[0] + ((levels[2] - 128) / RedScale));
                var green = (luma - (0.299 * red) - (0.114 * blue)) / 0.587;
                return order == ColorOrder.YuvSwapped ? (blue, green, red) : (red, green, blue);
        }
    }
}
