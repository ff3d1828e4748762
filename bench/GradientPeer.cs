using System.Globalization;
using Steerlens.Bench.Comparing;
using Steerlens.Tests;

namespace Steerlens.Bench;

/// <summary>The gradient maps in PyTorch, with a number of threads and a way of waiting for work.</summary>
internal sealed class GradientPeer(string inputs, int threads, string waiting) : IDisposable
{
    private readonly PeerProcess _process = new(
        "env", $"OMP_WAIT_POLICY={waiting}", "/usr/bin/python3", Path.Combine(RealFrames.Root, "bench", "gradients", "gradients_in_torch.py"),
        Path.Combine(RealFrames.Root, "src", "Models", "default", "pilotnet.onnx"), inputs, threads.ToString(CultureInfo.InvariantCulture))
    { IsHalted = true };

    /// <summary>The ways that are tried; which one is quickest depends on the machine and on what else runs there.</summary>
    public static IReadOnlyList<(int Threads, string Waiting)> Settings { get; } = [(1, "passive"), (2, "passive"), (2, "active")];

    /// <summary>The setting, for people.</summary>
    public string Name { get; } = threads == 1 ? "1 thread" : $"{threads} threads, {waiting} waiting";

    /// <summary>The median of some calls, in milliseconds.</summary>
    public async Task<double> MeasureAsync(string map, int calls) => (await _process.AskAsync(new { map, calls })).GetProperty("milliseconds").GetDouble();

    public void Dispose() => _process.Dispose();
}
