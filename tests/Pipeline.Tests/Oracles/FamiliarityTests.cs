using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Familiarity;
using Steerlens.Models;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Stages;
using Xunit.Abstractions;

namespace Steerlens.Pipeline.Tests.Oracles;

/// <summary>Frames like those of the training are known again, and others are not.</summary>
public sealed class FamiliarityTests(ITestOutputHelper output) : IDisposable
{
    private readonly CpuEngine _engine = new(DefaultNetwork.Load(), 1);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Measure_RenderedRoadsAndWhatNobodyDrivesOn_AreToldApart()
    {
        var inputs = await RenderedAsync();
        var shape = _engine.Network.Input;
        var random = new Random(1);

        var roads = Familiar(inputs);
        var noise = Familiar([.. inputs.Take(40).Select(input => input.Select(_ => (float)((2 * random.NextDouble()) - 1)).ToArray())]);
        var upsideDown = Familiar([.. inputs.Select(input => Enumerable.Range(0, shape.Height).Reverse().SelectMany(row => input.Skip(row * shape.Width * shape.Channels).Take(shape.Width * shape.Channels)).ToArray())]);
        var inverted = Familiar([.. inputs.Select(input => input.Select(value => -value).ToArray())]);

        output.WriteLine($"familiar: {roads:P1} of {inputs.Count} rendered frames, {noise:P1} of noise, {upsideDown:P1} upside down, {inverted:P1} inverted");
        Assert.InRange(roads, 0.95, 1);
        Assert.Equal(0, noise);
        Assert.InRange(upsideDown, 0, 0.2);
        Assert.InRange(inverted, 0, 0.2);
    }

    [Fact]
    public void Measure_OtherNetworksStatistics_AreRefused()
    {
        using var gap = new CpuEngine(ShippedNetworks.Load("gap-pilotnet"), 1);
        var statistics = ShippedNetworks.StatisticsOf(DefaultNetwork.Name)!;

        Assert.Null(ShippedNetworks.StatisticsOf("gap-pilotnet"));
        Assert.Throws<NetworkFormatException>(() => new FamiliarityMeter(_engine, statistics with { Layers = ["conv3"] }));
        Assert.Throws<NetworkFormatException>(() => new FamiliarityMeter(gap, statistics with { Layers = ["nowhere"] }));
    }

    private double Familiar(List<float[]> inputs)
    {
        using var pass = _engine.NewPass();
        var meter = new FamiliarityMeter(_engine, ShippedNetworks.StatisticsOf(DefaultNetwork.Name)!);
        return inputs.Average(input =>
        {
            _engine.Forward(input, pass);
            return meter.Measure(pass) >= 1 ? 1d : 0;
        });
    }

    private async Task<List<float[]>> RenderedAsync()
    {
        var inputs = new List<float[]>();
        foreach (var scene in (string[])["coast-road", "highway", "forest-road"])
        {
            foreach (var seed in (int[])[7001, 7002])
            {
                await using var source = new SceneSource(SceneOptions.Parse(FormattableString.Invariant($"scene:{scene}?seed={seed}&size=320x180&rate=5&duration=6&variation={(seed % 2 == 0 ? 0 : 0.5)}")));
                var resize = new ResizeStage(_engine.Network, source.Format);
                using var frame = new Frame(source.Format);
                while (await source.ReadAsync(frame, CancellationToken.None))
                {
                    resize.Process(frame);
                    inputs.Add([.. frame.Input]);
                }
            }
        }

        return inputs;
    }
}
