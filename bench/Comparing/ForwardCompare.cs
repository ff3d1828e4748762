using System.Runtime.InteropServices;
using Steerlens.Kernels.Engines;
using Steerlens.Models;
using Steerlens.Pipeline.Diagnosis;
using Steerlens.Tests;

namespace Steerlens.Bench.Comparing;

/// <summary>
/// The forward pass of one frame beside ONNX Runtime, on the shipped network and on two of another kind: a residual one and one of depthwise convolutions.
/// Same weights, input and number of threads, in turn, each with the processor to itself.
/// </summary>
internal static class ForwardCompare
{
    private const int Calls = 200;

    // float32 in another order of summation; a mistake is larger by orders of magnitude.
    private const double Tolerance = 1e-4;

    private static readonly string[] OtherNetworks = ["dronet", "depthwise"];
    private static readonly int[] ThreadCounts = [1, 2];

    /// <summary>Runs <c>forward</c>; see <c>bench/README.md</c>.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> words)
    {
        try
        {
            return await RunAsync(ForwardOptions.Parse(words));
        }
        catch (FormatException exception)
        {
            Say("forward: " + exception.Message);
            return 2;
        }
        catch (PeerException exception)
        {
            Say($"forward: {exception.Message} (bench/peers/compare installs ONNX Runtime)");
            return 1;
        }
    }

    private static async Task<int> RunAsync(ForwardOptions options)
    {
        using var zoo = new NetworkZoo();
        List<(string Name, string File)> networks = [("default", Path.Combine(RealFrames.Root, "src", "Models", "default", "pilotnet.onnx"))];
        if (PyTorchOracle.IsAvailable) networks.AddRange(OtherNetworks.Select(name => (name, zoo.PathOf(name))));
        else Say("no Python with torch, numpy and onnx: the shipped network only");
        Say($"{MachineFacts.ProcessorName()}, {Environment.ProcessorCount} cores; {options.Rounds} pairs in turn, each the median of {Calls} frames");
        var rows = new List<(int Threads, PairResult Row)>();
        foreach (var (name, file) in networks.Where(network => options.Network is null || string.Equals(options.Network, network.Name, StringComparison.Ordinal)))
        {
            foreach (var threads in ThreadCounts.Where(count => options.Threads is null || options.Threads == count)) rows.Add((threads, await MeasureAsync(name, file, threads, options)));
        }

        if (rows.Count == 0)
        {
            Say("forward: nothing to compare: no such network or number of threads");
            return 2;
        }

        PairTable.WriteForwards(rows);
        foreach (var (threads, row) in rows.Where(row => !(row.Row.LargestDifference <= Tolerance)))
            Say($"{row.Name} computes something else on {row.Network}, {threads} threads: largest difference {row.LargestDifference:E1} of the largest output, allowed {Tolerance:E0}");
        return rows.TrueForAll(row => row.Row.LargestDifference <= Tolerance) ? 0 : 1;
    }

    private static async Task<PairResult> MeasureAsync(string name, string file, int threads, ForwardOptions options)
    {
        var network = OnnxReader.Read(file);
        var shape = network.Input;
        var random = new Random(1);
        var input = Enumerable.Range(0, shape.Length).Select(_ => (float)((2 * random.NextDouble()) - 1)).ToArray();
        using var engine = new CpuEngine(network, threads);
        using var pass = engine.NewPass();
        double Own() => Turn.Measure(_ => engine.Forward(input, pass), Calls);

        var planes = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(planes, MemoryMarshal.AsBytes<float>(Planar(input, shape)).ToArray());
            using var peer = new PeerProcess("node", Path.Combine(options.Peers, "onnxruntime.mjs")) { IsHalted = true };
            var opened = await peer.AskAsync(new { @do = "open", network = file, input = planes, shape = (int[])[1, shape.Channels, shape.Height, shape.Width], threads });
            var request = new { @do = "time", calls = Calls };
            var answer = await peer.AskAsync(request);
            Own();
            var pairs = new List<(double Ours, double Peer)>();
            for (var round = 0; round < options.Rounds; round++)
            {
                await Task.Delay(Turn.Settling);
                var ours = Own();
                await Task.Delay(Turn.Settling);
                answer = await peer.AskAsync(request);
                pairs.Add((ours, answer.GetProperty("milliseconds").GetDouble()));
            }

            var outputs = new float[network.OutputCount];
            engine.CopyActivation(pass, network.Layers.Count - 1, outputs);
            var others = answer.GetProperty("outputs").EnumerateArray().Select(value => value.GetSingle()).ToArray();
            return PairResult.Of(opened.GetProperty("name").GetString()!, "none", name, "ms/frame", pairs) with { LargestDifference = PeerRun.Difference(outputs, others), Engine = engine.Description };
        }
        finally
        {
            File.Delete(planes);
        }
    }

    /// <summary>H x W x C to C x H x W, as the files have it.</summary>
    private static float[] Planar(float[] input, TensorShape shape)
    {
        var planes = new float[input.Length];
        var pixels = shape.Height * shape.Width;
        for (var at = 0; at < input.Length; at++) planes[(at % shape.Channels * pixels) + (at / shape.Channels)] = input[at];
        return planes;
    }

    private static void Say(string line) => Console.Error.WriteLine(line);
}
