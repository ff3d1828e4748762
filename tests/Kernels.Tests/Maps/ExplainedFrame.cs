using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Models;

namespace Steerlens.Kernels.Tests.Maps;

/// <summary>A network that has seen one frame, to ask for any map.</summary>
internal sealed class ExplainedFrame : IDisposable
{
    private readonly ForwardPass _pass;
    private readonly float[] _input;

    public ExplainedFrame(Network network, float[] input)
    {
        Engine = new CpuEngine(network, 1);
        _pass = Engine.NewPass();
        _input = input;
        Engine.Forward(input, _pass);
    }

    public CpuEngine Engine { get; }

    public float[] Outputs
    {
        get
        {
            var outputs = new float[Engine.Network.OutputCount];
            Engine.CopyActivation(_pass, Engine.Network.Layers.Count - 1, outputs);
            return outputs;
        }
    }

    public float[] OutputWeights { get; init; } = [1];

    public float[] Compute(string method, Target target, MapOptions? options = null) => Compute(method, target, options, out _, out _);

    public float[] Compute(string method, Target target, MapOptions? options, out Evidence evidence, out (int Height, int Width) size)
    {
        using var map = MapMethods.Find(method).Create(Engine, options ?? new MapOptions { Sizes = [7], Stride = 3, Samples = 3, Steps = 5 });
        size = (map.Height, map.Width);
        return Compute(map, target, out evidence);
    }

    public float[] Compute(IMap map, Target target, out Evidence evidence)
    {
        // What was there before must not show through.
        var values = Enumerable.Repeat(7f, map.Height * map.Width).ToArray();
        evidence = map.Compute(_pass, _input, OutputWeights, target, values);
        return values;
    }

    public long AllocatedBy(IMap map, Target target)
    {
        var values = new float[map.Height * map.Width];
        for (var warmUp = 0; warmUp < 3; warmUp++) map.Compute(_pass, _input, OutputWeights, target, values);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var frame = 0; frame < 3; frame++) map.Compute(_pass, _input, OutputWeights, target, values);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    public void Dispose()
    {
        _pass.Dispose();
        Engine.Dispose();
    }
}
