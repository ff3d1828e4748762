using Steerlens.Kernels.Images;
using Steerlens.Models;

namespace Steerlens.Kernels.Cuda;

/// <summary>How a device's pictures differ from the processor's, on a small made-up one.</summary>
/// <param name="Bytes">Bytes that differ after blur and after heat; 0 where the device is right.</param>
/// <param name="Input">The largest error of the network's input, as a share of its largest value.</param>
public sealed record PictureCheck(int Bytes, double Input)
{
    private const int Width = 102;
    private const int Height = 58;
    private const int MapHeight = 6;
    private const int MapWidth = 9;

    // Sums of up to a hundred bytes in float32.
    private const double Tolerance = 1e-5;

    private static readonly YuvColor Color = new(YuvMatrix.Bt709, FullRange: false);

    /// <summary>Whether films can be drawn there.</summary>
    public bool IsGood => Bytes == 0 && Input <= Tolerance;

    /// <summary>Draws a picture in both places.</summary>
    /// <exception cref="CudaException">The device failed.</exception>
    internal static PictureCheck Of(ICudaDevice device)
    {
        var picture = new YuvImage(Width, Height, Color);
        for (var index = 0; index < picture.Bytes.Length; index++) picture.Bytes[index] = (byte)(128 + (60 * Math.Sin(index * 0.07)) + (40 * Math.Cos(index * 0.0013)));
        float[] map = [.. Enumerable.Range(0, MapHeight * MapWidth).Select(cell => (float)Math.Sin(cell * 0.61))];
        var rectangle = new MapRectangle(9.5, 11, 80.25, 40);
        var table = new HeatTable();
        table.Fill(new HeatPalette(HeatPaletteKind.Diverging, Color), 0.1, 0.8);
        const double Sigma = 5;
        const float BlurredTo = 0.3f;
        const float SharpFrom = 0.8f;

        var (focus, heat) = (new YuvImage(Width, Height, Color), new YuvImage(Width, Height, Color));
        new FocusBlend(Width, Height, Color, Sigma).Apply(picture, focus, map, MapHeight, MapWidth, rectangle, BlurredTo, SharpFrom);
        heat.CopyFrom(picture);
        var sampler = new MapSampler(Width, Height);
        sampler.Prepare(map, MapHeight, MapWidth, rectangle);
        new HeatBlend(Width).Paint(heat, sampler, table, 0.9);
        var resizer = new InputResizer(new InputContract(), new TensorShape(12, 20, 3), Width, Height, Color);
        var (input, actual) = (new float[12 * 20 * 3], new float[12 * 20 * 3]);
        resizer.Run(picture, input);

        using var inputs = new CudaInputs(device, Width, Height, resizer);
        using var pictures = new CudaPictures(device, Width, Height, Color, Sigma);
        using var held = pictures.NewPicture();
        inputs.Take(picture, held, actual);
        var drawn = new YuvImage(Width, Height, Color);
        pictures.Focus(held, map, MapHeight, MapWidth, rectangle, BlurredTo, SharpFrom);
        pictures.Download(drawn);
        var bytes = Differing(focus, drawn);
        pictures.Heat(held, map, MapHeight, MapWidth, rectangle, table, 0.9);
        pictures.Download(drawn);
        var scale = input.Max(Math.Abs);
        var error = input.Zip(actual, (left, right) => Math.Abs((double)left - right) / scale).Max();
        return new PictureCheck(bytes + Differing(heat, drawn), double.IsNaN(error) ? double.PositiveInfinity : error);
    }

    private static int Differing(YuvImage left, YuvImage right) => left.Bytes.Zip(right.Bytes, (one, other) => one == other ? 0 : 1).Sum();
}
