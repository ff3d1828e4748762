using Steerlens.Kernels.Engines;
using Steerlens.Models;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Stages;

namespace Steerlens.Pipeline.Tests.Stages;

public sealed class AngleDoubtTests : IDisposable
{
    private readonly CpuEngine _engine = new(DefaultNetwork.Load(), 1);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Process_DefaultNetwork_SpreadIsTheDeviationOfFiveAnglesAndTheAngleItsOwn()
    {
        using var doubt = await LoadAsync(new DoubtOptions());
        await using var source = new SceneSource(SceneOptions.Parse("scene:coast-road?size=320x180&duration=1"));
        using var frame = new Frame(source.Format);
        await source.ReadAsync(frame, CancellationToken.None);
        new ResizeStage(_engine.Network, source.Format).Process(frame);

        new InferStage(_engine, outputWeights: null, doubt).Process(frame);

        var angles = new List<double> { AngleOf(_engine, frame.Input) };
        foreach (var name in ShippedNetworks.SeedNames)
        {
            using var engine = new CpuEngine(ShippedNetworks.Load(name), 1);
            angles.Add(AngleOf(engine, frame.Input));
        }

        Assert.Equal(angles[0], frame.Angle);
        var mean = angles.Average();
        Assert.Equal(Math.Sqrt(angles.Sum(angle => (angle - mean) * (angle - mean)) / 4), frame.AngleSpread!.Value, 12);
        Assert.InRange(frame.Familiarity!.Value, 1, 3);
        frame.Free();
    }

    [Fact]
    public async Task Process_WarmFrames_AllocateNothing()
    {
        using var doubt = await LoadAsync(new DoubtOptions());
        await using var source = new SceneSource(SceneOptions.Parse("scene:coast-road?size=320x180&duration=1"));
        using var frame = new Frame(source.Format);
        await source.ReadAsync(frame, CancellationToken.None);
        new ResizeStage(_engine.Network, source.Format).Process(frame);
        var infer = new InferStage(_engine, outputWeights: null, doubt);
        for (var warm = 0; warm < 3; warm++) infer.Process(frame);

        var before = GC.GetAllocatedBytesForCurrentThread();
        infer.Process(frame);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        frame.Free();
    }

    [Fact]
    public async Task Load_NetworkWithoutSiblings_HasNoDoubtUnlessAsked()
    {
        Assert.Null(await LoadAsync(new DoubtOptions(), "gap-pilotnet"));
        Assert.Null(await LoadAsync(new DoubtOptions { Spread = false }));
        var refused = await Assert.ThrowsAsync<SteerlensException>(() => LoadAsync(new DoubtOptions { Spread = true }, "gap-pilotnet"));
        Assert.Contains("--ensemble", refused.Message, StringComparison.Ordinal);
        using var asked = await LoadAsync(new DoubtOptions { Ensemble = ["pilotnet", "pilotnet-seed21"] }, "gap-pilotnet");
        Assert.NotNull(asked);
    }

    [Fact]
    public async Task Load_SiblingWithAnotherContract_IsRefused()
    {
        using var gray = new CpuEngine(_engine.Network.With(_engine.Network.Contract with { Color = ColorOrder.Rgb }), 1);

        var refused = await Assert.ThrowsAsync<SteerlensException>(
            () => DoubtChoice.LoadAsync(new DoubtOptions(), new NetworkOptions(), gray, output: null, [], CancellationToken.None));

        Assert.Contains("steerlens.color", refused.Message, StringComparison.Ordinal);
    }

    private Task<AngleDoubt?> LoadAsync(DoubtOptions options, string? network = null) =>
        DoubtChoice.LoadAsync(options, new NetworkOptions { File = network }, _engine, output: null, [], CancellationToken.None);

    private static double AngleOf(CpuEngine engine, float[] input)
    {
        using var pass = engine.NewPass();
        engine.Forward(input, pass);
        var angle = new float[1];
        engine.CopyActivation(pass, engine.Network.Layers.Count - 1, angle);
        return angle[0];
    }
}
