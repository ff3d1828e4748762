using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Familiarity;
using Steerlens.Models;

namespace Steerlens.Kernels.Tests.Familiarity;

public sealed class FamiliarityMeterTests
{
    [Fact]
    public void Measure_NearestKind_IsTheDistanceFromItsDefinition()
    {
        var network = RandomNetwork.PilotNet(3);
        var layer = network.FindLayer("conv2");
        var shape = network.ShapeOf(layer);
        var features = shape.Channels * 2;
        using var engine = new CpuEngine(network, 1);
        using var pass = engine.NewPass();
        engine.Forward(RandomNetwork.Values(5, network.Input.Length), pass);
        var triangle = features * (features + 1) / 2;
        var near = new TrainingKind(RandomNetwork.Values(7, features), RandomNetwork.Values(8, triangle));
        var far = new TrainingKind([.. near.Mean.Select(value => value + 100)], near.Factor);
        var meter = new FamiliarityMeter(engine, new TrainingStatistics(["conv2"], 2, features, 0.99, 1.5, [far, near]));

        var familiarity = meter.Measure(pass);

        var activation = new float[shape.Length];
        engine.CopyActivation(pass, layer, activation);
        var expected = Features(activation, shape);
        for (var feature = 0; feature < features; feature++) Assert.Equal(expected[feature], meter.Features[feature], 1e-4);
        Assert.Equal(1.5 / Math.Sqrt(Squared(expected, near) / features), familiarity, 1e-4);
    }

    private static double[] Features(float[] activation, TensorShape shape)
    {
        var features = new List<double>();
        foreach (var (first, end) in new[] { (0, shape.Height / 2), (shape.Height / 2, shape.Height) })
        {
            for (var channel = 0; channel < shape.Channels; channel++)
            {
                var places = Enumerable.Range(first * shape.Width, (end - first) * shape.Width);
                features.Add(places.Average(place => (double)activation[(place * shape.Channels) + channel]));
            }
        }

        return [.. features];
    }

    private static double Squared(double[] features, TrainingKind kind)
    {
        var (sum, at) = (0d, 0);
        for (var row = 0; row < features.Length; row++)
        {
            var value = 0d;
            for (var column = row; column < features.Length; column++) value += kind.Factor[at++] * (features[column] - kind.Mean[column]);
            sum += value * value;
        }

        return sum;
    }
}
