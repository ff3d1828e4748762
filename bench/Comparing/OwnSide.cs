using System.Diagnostics;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;

namespace Steerlens.Bench.Comparing;

/// <summary>Our engine on one network and frame.</summary>
internal sealed class OwnSide : IDisposable
{
    // Tiered compilation has settled by then.
    private const double WarmUpSeconds = 1;

    private readonly CpuEngine _engine;
    private readonly ForwardPass _pass;
    private readonly float[] _frame;

    public OwnSide(Network network, float[] frame, int threads)
    {
        _engine = new CpuEngine(network, threads);
        _pass = _engine.NewPass();
        _frame = frame;
        Fill = new FillPicture(network.Input, network.Contract, Steerlens.Kernels.Maps.Fill.Mean).Make(frame).ToArray();
    }

    /// <summary>The engine, for people.</summary>
    public string Description => _engine.Description;

    /// <summary>What masked pixels show: the frame's mean colour, H x W x C.</summary>
    public float[] Fill { get; }

    /// <summary>The network's outputs for the frame as it is.</summary>
    public float[] Base()
    {
        var outputs = new float[_engine.Network.OutputCount];
        _engine.Forward(_frame, _pass);
        _engine.CopyActivation(_pass, _engine.Network.Layers.Count - 1, outputs);
        return outputs;
    }

    /// <summary>Outputs of every window, after a warm-up that also builds the bank's plans.</summary>
    /// <param name="bank">The bank.</param>
    /// <param name="plans">Milliseconds of the first frame beyond the last one of the warm-up.</param>
    public float[] WarmUp(WindowBank bank, out double plans)
    {
        var outputs = new float[bank.Count * _engine.Network.OutputCount];
        var first = Once(bank, outputs);
        var clock = Stopwatch.StartNew();
        double last;
        do last = Once(bank, outputs);
        while (clock.Elapsed.TotalSeconds < WarmUpSeconds);
        plans = Math.Max(0, first - last);
        return outputs;
    }

    /// <summary>The median milliseconds for one frame: the frame itself and every window of the bank.</summary>
    public double Measure(WindowBank bank, double seconds)
    {
        var outputs = new float[bank.Count * _engine.Network.OutputCount];
        var times = new List<double>();
        var clock = Stopwatch.StartNew();
        do times.Add(Once(bank, outputs));
        while (clock.Elapsed.TotalSeconds < seconds || times.Count < 3);
        return Median.Of(times);
    }

    public void Dispose()
    {
        _pass.Dispose();
        _engine.Dispose();
    }

    private double Once(WindowBank bank, float[] outputs)
    {
        var start = Stopwatch.GetTimestamp();
        _engine.Forward(_frame, _pass);
        _engine.Occlude(_pass, bank, Fill, outputs);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
