using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;
using Steerlens.Tests;

namespace Steerlens.Kernels.Tests.Maps;

/// <summary>The exact numbers that captum's tests give for a network small enough to check by hand.</summary>
public sealed class CaptumVectorTests
{
    private static readonly float[] OutputZero = [1, 0, 0, 0];

    private readonly Network _network = OnnxReader.Read(Fixture.Load("captum").NetworkPath);

    [Fact]
    public void GradCam_BeforeTheActivation_IsCaptumsMap() => Assert.Equal([11.25f, 13.5f, 20.25f, 22.5f], GradCam("conv1:pre"));

    [Fact]
    public void GradCam_AfterTheActivation_IsCaptumsMap() => Assert.Equal([0f, 4f, 28f, 32.5f], GradCam("conv1"));

    [Fact]
    public void Guided_AtTheInput_IsCaptumsMap()
    {
        using var engine = new CpuEngine(_network, 1);
        using var pass = engine.NewPass();
        var input = Enumerable.Range(0, 16).Select(value => (float)value).ToArray();
        engine.Forward(input, pass);
        var values = new float[16];
        new GuidedMap(engine, ChannelReduction.Sum).Compute(pass, input, OutputZero.AsSpan(0, _network.OutputCount), Target.Right, values);
        Assert.Equal([0f, 1, 1, 1, 1, 3, 3, 2, 1, 3, 3, 2, 1, 2, 2, 1], values);
    }

    [Fact]
    public void Occlusion_WholeImage_IsTheWholeOutputEverywhere()
    {
        var map = Occlude([new Window(0, 0, 4, 4)], 16);
        Assert.All(map, value => Assert.Equal(67, value, 4));
    }

    [Fact]
    public void Occlusion_TwoByThreeWindows_IsCaptumsMap()
    {
        var map = Occlude([new Window(0, 0, 2, 3), new Window(0, 1, 2, 3), new Window(2, 0, 2, 3), new Window(2, 1, 2, 3)], 6);
        float[] expected = [17, 17, 17, 17, 17, 17, 17, 17, 64, 65.5f, 65.5f, 67, 64, 65.5f, 65.5f, 67];
        for (var index = 0; index < expected.Length; index++) Assert.Equal(expected[index], map[index], 4);
    }

    private float[] GradCam(string layer)
    {
        using var engine = new CpuEngine(_network, 1);
        using var pass = engine.NewPass();
        var input = Enumerable.Range(0, 16).Select(value => (float)value).ToArray();
        engine.Forward(input, pass);
        var map = new GradCamMap(engine, LayerChoice.Resolve(_network, layer));
        var values = new float[4];
        map.Compute(pass, input, OutputZero.AsSpan(0, _network.OutputCount), Target.Signed, values);
        return values;
    }

    /// <summary>captum's mean of differences: the frame is x + 1, and a masked pixel of x is 0, so 1 is left.</summary>
    private float[] Occlude(Window[] windows, int area)
    {
        using var engine = new CpuEngine(_network, 1);
        using var pass = engine.NewPass();
        engine.Forward(Enumerable.Range(1, 16).Select(value => (float)value).ToArray(), pass);
        var output = new float[_network.OutputCount];
        engine.CopyActivation(pass, _network.Layers.Count - 1, output);
        Assert.Equal(67, output[0], 4);

        var bank = WindowBank.Of(4, 4, windows);
        var outputs = new float[bank.Count * _network.OutputCount];
        engine.Occlude(pass, bank, Enumerable.Repeat(1f, 16).ToArray(), outputs);
        var scores = Enumerable.Range(0, bank.Count).Select(index => output[0] - outputs[index * _network.OutputCount]).ToArray();
        var map = new float[16];
        new OcclusionAccumulator(bank).Accumulate(scores, map);
        return [.. map.Select(value => value * area)];
    }
}
