using System.Globalization;
using System.Runtime.InteropServices;
using Steerlens.Bench.Comparing;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Models;
using Steerlens.Tests;

namespace Steerlens.Bench;

/// <summary>
/// What Grad-CAM, VisualBackProp and saliency take for a frame, forward pass included, beside PyTorch in the same minutes. The two take turns with the
/// processor to themselves, PyTorch in the setting that is quickest for it; the median of the pairs' ratios counts.
/// <c>dotnet run -c Release --project bench -- gradients [ROUNDS]</c>; needs python3-torch and python3-onnx.
/// </summary>
internal static class Gradients
{
    private const int Threads = 2;
    private const int Frames = 16;
    private const int Calls = 80;
    private const int TuningTurns = 2;
    private const double Bar = 4;
    private static readonly string[] Maps = ["gradcam", "visualbackprop", "saliency"];

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (!PyTorchOracle.IsAvailable)
        {
            Complain("gradients needs python3-torch with python3-onnx.");
            return 1;
        }

        var rounds = arguments is [var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 15;
        var network = DefaultNetwork.Load();
        var random = new Random(1);
        var inputs = Enumerable.Range(0, Frames).Select(_ => Enumerable.Range(0, network.Input.Length).Select(_ => (float)((2 * random.NextDouble()) - 1)).ToArray()).ToArray();
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, MemoryMarshal.AsBytes<float>(inputs.SelectMany(input => input).ToArray()).ToArray());
        var peers = GradientPeer.Settings.Select(setting => new GradientPeer(file, setting.Threads, setting.Waiting)).ToArray();
        try
        {
            using var engine = new CpuEngine(network, Threads);
            Console.WriteLine($"{engine.Description}; {rounds} pairs in turn, each the median of {Calls} frames; ms a frame, medians (smallest to largest)");
            var isMet = true;
            foreach (var map in Maps) isMet &= await CompareAsync(engine, inputs, map, peers, rounds);
            return isMet ? 0 : 1;
        }
        finally
        {
            foreach (var peer in peers) peer.Dispose();
            File.Delete(file);
        }
    }

    private static async Task<bool> CompareAsync(CpuEngine engine, float[][] inputs, string name, GradientPeer[] peers, int rounds)
    {
        var method = MapMethods.Find(name);
        using var map = method.Create(engine, new MapOptions());
        using var pass = engine.NewPass();
        var values = new float[map.Height * map.Width];
        double Own() => Turn.Measure(
            index =>
            {
                engine.Forward(inputs[index % Frames], pass);
                map.Compute(pass, inputs[index % Frames], [1f], method.Targets[0], values);
            },
            Calls);

        Own();
        var peer = await QuickestAsync(peers, name);
        var pairs = new List<(double Ours, double Peer)>();
        for (var round = 0; round < rounds; round++)
        {
            await Task.Delay(Turn.Settling);
            var ours = Own();
            await Task.Delay(Turn.Settling);
            pairs.Add((ours, await peer.MeasureAsync(name, Calls)));
        }

        var row = PairResult.Of("PyTorch", "none", "default", "ms/frame", pairs) with { Pairs = rounds };
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-16} Steerlens {row.Ours:F3} ({row.OursRange[0]:F3} to {row.OursRange[1]:F3})   PyTorch {row.Peer:F3} ({row.PeerRange[0]:F3} to {row.PeerRange[1]:F3}; {peer.Name})   {row.Ratio:F1} x ({row.RatioMin:F1} to {row.RatioMax:F1}){(row.Ratio < Bar ? $"   under {Bar} x" : "")}"));
        return row.Ratio >= Bar;
    }

    /// <summary>The setting that is quickest for a map; the first turn of each warms it up.</summary>
    private static async Task<GradientPeer> QuickestAsync(GradientPeer[] peers, string map)
    {
        var best = peers[0];
        var least = double.PositiveInfinity;
        foreach (var peer in peers)
        {
            var times = new List<double>();
            for (var turn = 0; turn <= TuningTurns; turn++)
            {
                var time = await peer.MeasureAsync(map, Calls);
                if (turn > 0) times.Add(time);
            }

            if (Median.Of(times) < least) (least, best) = (Median.Of(times), peer);
        }

        return best;
    }

    private static void Complain(string line) => Console.Error.WriteLine(line);
}
