using System.Diagnostics;
using Steerlens.Bench.Comparing;
using Steerlens.Kernels.Cuda;
using Steerlens.Kernels.Images;
using Steerlens.Models;

namespace Steerlens.Bench.DeviceRun;

/// <summary>How fast a device blurs and paints pictures, with the copies and without.</summary>
internal static class PictureTimes
{
    private static readonly YuvColor Color = new(YuvMatrix.Bt709, FullRange: false);

    private const long CopiedBytes = 256L << 20;

    /// <summary>Measures copies within the device's memory, and pictures of some sizes.</summary>
    public static void Time(int index, IEnumerable<int[]> sizes, int repeats)
    {
        using var device = new CudaDevice(index);
        var bandwidth = CopyBandwidth(device, repeats);
        DeviceCheck.Write($"copy within the device: {bandwidth / 1e9:F0} GB/s read and written");
        foreach (var size in sizes) Time(device, size[0], size[1], repeats, bandwidth);
    }

    /// <summary>Bytes a second, read and written, that a copy of a large piece of the device's memory moves.</summary>
    private static double CopyBandwidth(CudaDevice device, int repeats)
    {
        using var stream = device.NewStream();
        using var source = DeviceArray.Zeros(device, stream, CopiedBytes);
        using var target = DeviceArray.Zeros(device, stream, CopiedBytes);
        var times = new double[Math.Max(1, repeats)];
        for (var run = -Math.Min(5, repeats); run < times.Length; run++)
        {
            var took = Milliseconds(() =>
            {
                stream.Copy(target.Address, source.Address, CopiedBytes);
                stream.Synchronize();
            });
            if (run >= 0) times[run] = took;
        }

        return 2 * CopiedBytes / (Median.Of(times) / 1000);
    }

    private static void Time(CudaDevice device, int width, int height, int repeats, double bandwidth)
    {
        using var pictures = new CudaPictures(device, width, height, Color, width / 120.0);
        using var inputs = new CudaInputs(device, width, height, new InputResizer(new InputContract(), new TensorShape(66, 200, 3), width, height, Color));
        using var held = pictures.NewPicture();
        var picture = new YuvImage(width, height, Color);
        var input = new float[66 * 200 * 3];
        new Random(1).NextBytes(picture.Bytes);
        var map = Enumerable.Range(0, 66 * 200).Select(cell => (float)Math.Sin(cell * 0.003)).ToArray();
        var table = new HeatTable();
        table.Fill(new HeatPalette(HeatPaletteKind.Diverging, Color), 0.1, 0.8);
        var rectangle = new MapRectangle(0, height * 0.3, width, height * 0.6);
        var (up, blur, heat, down) = (new double[repeats], new double[repeats], new double[repeats], new double[repeats]);
        for (var run = -Math.Min(5, repeats); run < repeats; run++)
        {
            var times = new double[4];
            times[0] = Milliseconds(() => inputs.Upload(picture, held));
            times[1] = Milliseconds(() => Drawn(pictures, () => pictures.Focus(held, map, 66, 200, rectangle, 0.3f, 0.8f)));
            times[2] = Milliseconds(() => Drawn(pictures, () => pictures.Heat(held, map, 66, 200, rectangle, table, 1)));
            times[3] = Milliseconds(() => pictures.Download(picture));
            if (run >= 0) (up[run], blur[run], heat[run], down[run]) = (times[0], times[1], times[2], times[3]);
        }

        // A blend reads every byte of the picture and writes it.
        var bytes = 2.0 * picture.Bytes.Length;
        DeviceCheck.Write($"{width}x{height}: blur and blend {Median.Of(blur):F3} ms ({bytes / Median.Of(blur) / 1e6:F0} GB/s of picture read and written, {100 * bytes / Median.Of(blur) * 1000 / bandwidth:F0} % of a copy), heat {Median.Of(heat):F3} ms, copy up {Median.Of(up):F3} ms, copy down {Median.Of(down):F3} ms");
    }

    private static void Drawn(CudaPictures pictures, Action draw)
    {
        draw();
        pictures.Wait();
    }

    private static double Milliseconds(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
