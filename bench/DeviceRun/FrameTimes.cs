using System.Diagnostics;
using Steerlens.Bench.Comparing;
using Steerlens.Kernels.Cuda;
using Steerlens.Kernels.Images;
using Steerlens.Kernels.Maps;
using Steerlens.Models;

namespace Steerlens.Bench.DeviceRun;

/// <summary>A whole frame on a device, from planes to planes: input, forward pass, map, blur and blend; with the picture's copies and without.</summary>
internal static class FrameTimes
{
    private static readonly YuvColor Color = new(YuvMatrix.Bt709, FullRange: false);

    /// <summary>Measures the usual bank's map on frames of one size, one frame after the other.</summary>
    public static void Time(Network network, int index, int width, int height, int repeats)
    {
        using var device = new CudaDevice(index);
        using var engine = CudaEngines.Open(network, index);
        using var inputs = new CudaInputs(device, width, height, new InputResizer(network.Contract, network.Input, width, height, Color));
        using var pictures = new CudaPictures(device, width, height, Color, height * 0.016);
        using var held = pictures.NewPicture();
        using var pass = engine.NewPass();
        using var map = (OcclusionMap)new OcclusionMethod().Create(engine, new MapOptions());
        var (picture, drawn) = (new YuvImage(width, height, Color), new YuvImage(width, height, Color));
        new Random(1).NextBytes(picture.Bytes);
        var (input, values) = (new float[network.Input.Length], new float[map.Height * map.Width]);
        float[] weights = [.. Enumerable.Repeat(1f, network.OutputCount)];
        var rectangle = new MapRectangle(0, height * 0.3, width, height * 0.6);
        var (with, without) = (new double[repeats], new double[repeats]);
        for (var run = -Math.Min(10, repeats); run < repeats; run++)
        {
            var start = Stopwatch.GetTimestamp();
            inputs.Upload(picture, held);
            var up = Stopwatch.GetTimestamp();
            inputs.Resize(held, input);
            engine.Forward(input, pass);
            map.Compute(pass, input, weights, Target.Signed, values);
            pictures.Focus(held, values, map.Height, map.Width, rectangle, 0.1f, 0.2f);
            pictures.Wait();
            var ready = Stopwatch.GetTimestamp();
            pictures.Download(drawn);
            if (run < 0) continue;
            with[run] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            without[run] = Stopwatch.GetElapsedTime(up, ready).TotalMilliseconds;
        }

        DeviceCheck.Write($"{width}x{height}, whole frames one after the other, {map.Bank.Count} windows: {1000 / Median.Of(without):F0} frames/s without the picture's copies ({Median.Of(without):F3} ms), {1000 / Median.Of(with):F0} with them ({Median.Of(with):F3} ms)");
    }
}
