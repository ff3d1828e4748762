using System.Diagnostics;
using System.Globalization;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;
using Steerlens.Tests;

namespace Steerlens.Bench;

/// <summary>
/// A bank's time on one frame, layer by layer, by states and as rectangles:
/// <c>dotnet run -c Release --project bench -- windows [--network default|wide] [--bank seed|default|stride8] [--threads N] [--dense] [--rectangles] [--repeats N]</c>.
/// Real frames are used where the labelled drive (STEERLENS_DATA) is, noise otherwise.
/// </summary>
internal static class WindowSpeed
{
    private const int Frames = 4;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var network = Value(arguments, "--network", "default") is "wide" ? WideNetwork.Make() : DefaultNetwork.Load();
        var (height, width) = (network.Input.Height, network.Input.Width);
        var bank = Value(arguments, "--bank", "seed") switch
        {
            "seed" => WindowBank.Grid(height, width, [15, 50], 2, BankEdges.Clipped),
            "default" => WindowBank.Grid(height, width, [15, 50], 4),
            "stride8" => WindowBank.Grid(height, width, [15, 50], 8),
            var other => throw new ArgumentException($"There is no bank '{other}': seed, default or stride8."),
        };
        var options = new CpuEngineOptions
        {
            Threads = int.Parse(Value(arguments, "--threads", "2"), CultureInfo.InvariantCulture),
            SkipsZeros = !arguments.Contains("--dense", StringComparer.Ordinal),
        };
        var repeats = int.Parse(Value(arguments, "--repeats", "15"), CultureInfo.InvariantCulture);
        var inputs = RealFrames.Path is null
            ? [.. Enumerable.Range(0, Frames).Select(seed => Noise(seed, network.Input.Length))]
            : await RealFrames.ReadAsync(network, Frames, 250);
        var peak = FmaPeak.Measure(options.Threads, options.Instructions ?? InstructionSets.Choose());
        Write($"{network.Name}, {network.ParameterCount} parameters; {bank.Count} windows; {(RealFrames.Path is null ? "noise" : "real frames")}; FMA peak {peak / 1e9:F0} GMAC/s on {options.Threads} threads");
        using (var engine = new CpuEngine(network, options)) Measure(engine, bank, inputs, repeats, peak);
        if (!arguments.Contains("--rectangles", StringComparer.Ordinal)) return 0;
        using (var engine = new CpuEngine(network, options with { Sharing = StateSharing.Never })) Measure(engine, bank, inputs, 9, peak);
        return 0;
    }

    private static void Measure(CpuEngine engine, WindowBank bank, IReadOnlyList<float[]> inputs, int repeats, double peak)
    {
        var network = engine.Network;
        var report = engine.Describe(bank);
        var fill = new FillPicture(network.Input, network.Contract, Fill.Black);
        var outputs = new float[bank.Count * network.OutputCount];
        using var pass = engine.NewPass();
        var times = new double[repeats];
        var forward = new double[repeats];
        var steps = Enumerable.Range(0, engine.LastSteps.Count).Select(_ => new double[repeats]).ToArray();
        var work = new long[steps.Length];
        var allocated = 0L;
        var processor = TimeSpan.Zero;
        for (var run = -4; run < repeats; run++)
        {
            var input = inputs[(run + 4) % inputs.Count];
            var picture = fill.Make(input);
            if (run == 0) processor = Process.GetCurrentProcess().TotalProcessorTime;
            if (run == 0) allocated = GC.GetTotalAllocatedBytes(precise: true);
            var start = Stopwatch.GetTimestamp();
            engine.Forward(input, pass);
            var middle = Stopwatch.GetTimestamp();
            engine.Occlude(pass, bank, picture, outputs);
            if (run < 0) continue;
            times[run] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            forward[run] = Stopwatch.GetElapsedTime(start, middle).TotalMilliseconds;
            for (var step = 0; step < steps.Length; step++)
            {
                steps[step][run] = engine.LastSteps[step].Time.TotalMilliseconds;
                work[step] += engine.LastSteps[step].MultiplyAdds;
            }
        }

        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        processor = Process.GetCurrentProcess().TotalProcessorTime - processor;
        var median = Median(times);
        Write($"{engine.Description}: {report}");
        var done = work.Sum() / (double)repeats;
        Write($"  {median:F2} ms/frame (least {times.Min():F2}, processor time {processor.TotalMilliseconds / repeats:F2}, forward {Median(forward):F2}), {bank.Count / median * 1000:F0} windows/s, {allocated} bytes allocated in {repeats} frames");
        if (report.StateWindows == 0) return;
        Write($"  {done / bank.Count / 1e6:F3} M multiply-adds a window, {done / median / 1e6:F1} GMAC/s, {done / median * 1000 / peak:P0} of the FMA peak");
        for (var step = 0; step < steps.Length; step++)
        {
            var each = Median(steps[step]);
            var amount = work[step] / (double)repeats;
            Write($"  {engine.LastSteps[step].Name,-24} {each,8:F2} ms {amount / 1e6,9:F1} MMAC {amount / each / 1e6,7:F1} GMAC/s {amount / each * 1000 / peak,6:P0}");
        }
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static string Value(string[] arguments, string name, string otherwise)
    {
        var index = Array.IndexOf(arguments, name);
        return index >= 0 && index + 1 < arguments.Length ? arguments[index + 1] : otherwise;
    }

    private static float[] Noise(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble()) - 1))];
    }
}
