using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Steerlens.Bench.Comparing;
using Steerlens.Kernels.Cuda;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Bench.DeviceRun;

/// <summary>
/// An NVIDIA device: how far its numbers are from the processor's, and how fast it is. It needs neither the repository nor ffmpeg nor .NET:
/// <c>Steerlens.Bench cuda [--device N] [--inputs FILE] [--frames N] [--repeats N] [--pictures WxH,..]</c>. See <c>bench/cuda</c>.
/// </summary>
internal static class DeviceCheck
{
    private const double Tolerance = 1e-5;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var network = DefaultNetwork.Load();
        var frames = int.Parse(Value(arguments, "--frames", "50"), CultureInfo.InvariantCulture);
        var repeats = int.Parse(Value(arguments, "--repeats", "200"), CultureInfo.InvariantCulture);
        var inputs = Value(arguments, "--inputs", "") is { Length: > 0 } file ? Read(file, network, frames) : await RenderAsync(network, frames);
        var index = int.Parse(Value(arguments, "--device", "0"), CultureInfo.InvariantCulture);
        IEngine device;
        try
        {
            device = CudaEngines.Open(network, index);
        }
        catch (CudaException exception)
        {
            await Console.Error.WriteLineAsync($"cuda: {exception.Message}");
            return 6;
        }

        using (device)
        using (var processor = new CpuEngine(network))
        {
            Write($"{device.Description}; {network.Name}, {network.ParameterCount} parameters; {inputs.Count} frames");
            var isExact = CompareAll(device, processor, inputs);
            foreach (var (name, bank) in Banks(network)) Time(device, name, bank, inputs, repeats);
            TimeForward(device, inputs, repeats);
            foreach (var precision in (ReadOnlySpan<DevicePrecision>)[DevicePrecision.Tf32, DevicePrecision.Fp16]) TimePrecision(network, index, precision, processor, inputs, repeats);
            var sizes = Value(arguments, "--pictures", "1920x1080,3840x2160").Split(',').Select(size => size.Split('x').Select(side => int.Parse(side, CultureInfo.InvariantCulture)).ToArray());
            PictureTimes.Time(index, sizes, Math.Min(repeats, 100));
            foreach (var size in sizes) FrameTimes.Time(network, index, size[0], size[1], Math.Min(repeats, 100));
            return isExact ? 0 : 1;
        }
    }

    /// <summary>Writes a line.</summary>
    internal static void Write(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static IEnumerable<(string Name, WindowBank Bank)> Banks(Network network)
    {
        var (height, width) = (network.Input.Height, network.Input.Width);
        yield return ("seed bank", WindowBank.Grid(height, width, [15, 50], 2, BankEdges.Clipped));
        yield return ("default bank", WindowBank.Grid(height, width, [15, 50], 4));
    }

    private static bool CompareAll(IEngine device, IEngine processor, IReadOnlyList<float[]> inputs)
    {
        var network = device.Network;
        var bank = Banks(network).First().Bank;
        var convolution = Enumerable.Range(0, network.Layers.Count).Last(index => network.Layers[index] is Convolution);
        var fill = new FillPicture(network.Input, network.Contract, Fill.Black);
        var gradientLength = network.ShapeOf(convolution).Length;
        var (outputs, gradients, windows) = (new Errors(network.OutputCount), new Errors(gradientLength), new Errors(bank.Count * network.OutputCount));
        using var passes = device.NewPass();
        using var expected = processor.NewPass();
        float[] weights = [.. Enumerable.Repeat(1f, network.OutputCount)];
        foreach (var input in inputs)
        {
            device.Forward(input, passes);
            processor.Forward(input, expected);
            device.CopyActivation(passes, network.Layers.Count - 1, outputs.Actual);
            processor.CopyActivation(expected, network.Layers.Count - 1, outputs.Expected);
            device.Backward(passes, weights, convolution, gradients.Actual);
            processor.Backward(expected, weights, convolution, gradients.Expected);
            device.Occlude(passes, bank, fill.Make(input), windows.Actual);
            processor.Occlude(expected, bank, fill.Make(input), windows.Expected);
            foreach (var errors in (Errors[])[outputs, gradients, windows]) errors.Add();
        }

        Write($"off the processor, of full scale: outputs {outputs.Worst:0.0e+0}, gradient of {network.Layers[convolution].Name} {gradients.Worst:0.0e+0}, {bank.Count} windows {windows.Worst:0.0e+0}");
        return Math.Max(outputs.Worst, Math.Max(gradients.Worst, windows.Worst)) <= Tolerance;
    }

    private static void Time(IEngine device, string name, WindowBank bank, IReadOnlyList<float[]> inputs, int repeats)
    {
        var network = device.Network;
        var fill = new FillPicture(network.Input, network.Contract, Fill.Black);
        var outputs = new float[bank.Count * network.OutputCount];
        var (scores, map) = (new float[bank.Count], new float[bank.Height * bank.Width]);
        float[] weights = [.. Enumerable.Repeat(1f, network.OutputCount)];
        using var pass = device.NewPass();
        var (windows, maps) = (new double[repeats], new double[repeats]);
        var warmUp = Math.Min(20, repeats);
        for (var run = -warmUp; run < repeats; run++)
        {
            var input = inputs[(run + warmUp) % inputs.Count];
            var picture = fill.Make(input);
            var start = Stopwatch.GetTimestamp();
            device.Forward(input, pass);
            ((IOcclusionMapper)device).TryMap(pass, bank, picture, weights, Target.Signed, scores, map);
            var middle = Stopwatch.GetTimestamp();
            device.Occlude(pass, bank, picture, outputs);
            if (run < 0) continue;
            windows[run] = Stopwatch.GetElapsedTime(middle).TotalSeconds;
            maps[run] = Stopwatch.GetElapsedTime(start, middle).TotalSeconds;
        }

        Write($"{name}, {bank.Count} windows: {1 / Median.Of(maps):F0} maps/s with the forward pass ({1000 * Median.Of(maps):F3} ms), windows alone {1000 * Median.Of(windows):F3} ms, {bank.Count / Median.Of(windows) / 1e6:F2} M windows/s");
    }

    /// <summary>The same with tensor cores, whose error is not float32's.</summary>
    private static void TimePrecision(Network network, int index, DevicePrecision precision, IEngine processor, IReadOnlyList<float[]> inputs, int repeats)
    {
        try
        {
            using var device = CudaEngines.Open(network, index, precision);
            Write($"{precision.ToString().ToLowerInvariant()}:");
            CompareAll(device, processor, inputs);
            foreach (var (name, bank) in Banks(network)) Time(device, name, bank, inputs, repeats);
        }
        catch (CudaException exception)
        {
            Write($"{precision.ToString().ToLowerInvariant()}: {exception.Message}");
        }
    }

    private static void TimeForward(IEngine device, IReadOnlyList<float[]> inputs, int repeats)
    {
        using var pass = device.NewPass();
        var times = new double[repeats];
        var warmUp = Math.Min(20, repeats);
        for (var run = -warmUp; run < repeats; run++)
        {
            var start = Stopwatch.GetTimestamp();
            device.Forward(inputs[(run + warmUp) % inputs.Count], pass);
            if (run >= 0) times[run] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Write($"forward pass, copies up and down included: {Median.Of(times):F3} ms");
    }

    private static List<float[]> Read(string file, Network network, int most)
    {
        var values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(file));
        var inputs = new List<float[]>();
        for (var at = 0; at + network.Input.Length <= values.Length && inputs.Count < most; at += network.Input.Length) inputs.Add(values.Slice(at, network.Input.Length).ToArray());
        return inputs;
    }

    private static async Task<List<float[]>> RenderAsync(Network network, int count)
    {
        await using var road = new SceneSource(new SceneOptions { FrameCount = count });
        using var frame = new Frame(road.Format);
        var resizer = new Kernels.Images.InputResizer(network.Contract, network.Input, road.Format.Width, road.Format.Height, road.Format.Color);
        var inputs = new List<float[]>();
        for (var index = 0; index < count; index++)
        {
            road.Render(index, frame.Picture);
            var input = new float[network.Input.Length];
            resizer.Run(frame.Picture, input);
            inputs.Add(input);
        }

        return inputs;
    }

    private static string Value(string[] arguments, string name, string usual)
    {
        var at = Array.IndexOf(arguments, name);
        return at >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : usual;
    }

    /// <summary>The largest error over some frames, each divided by the frame's largest value.</summary>
    private sealed class Errors(int length)
    {
        public float[] Actual { get; } = new float[length];

        public float[] Expected { get; } = new float[length];

        public double Worst { get; private set; }

        public void Add()
        {
            var scale = Math.Max(1e-6, Expected.Max(value => Math.Abs((double)value)));
            for (var index = 0; index < Expected.Length; index++)
            {
                var error = Math.Abs((double)Expected[index] - Actual[index]) / scale;
                Worst = double.IsNaN(error) ? double.PositiveInfinity : Math.Max(Worst, error);
            }
        }
    }
}
