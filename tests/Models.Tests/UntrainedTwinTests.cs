namespace Steerlens.Models.Tests;

public sealed class UntrainedTwinTests
{
    private static readonly Network Trained = DefaultNetwork.Load();

    [Fact]
    public void Of_SameSeed_SameWeightsOfTheSameForm()
    {
        var (first, second, other) = (UntrainedTwin.Of(Trained, 4), UntrainedTwin.Of(Trained, 4), UntrainedTwin.Of(Trained, 5));
        Assert.Equal(Trained.Layers.Select(layer => layer.Output), first.Layers.Select(layer => layer.Output));
        Assert.Equal(WeightsOf(first), WeightsOf(second));
        Assert.NotEqual(WeightsOf(first), WeightsOf(other));
        Assert.Equal("untrained pilotnet", first.Name);
        Assert.Empty(first.Contract.TrainedOn);
    }

    [Fact]
    public void Of_AllLayers_VarianceIsTwoOverInputs()
    {
        foreach (var dense in UntrainedTwin.Of(Trained).Layers.OfType<Dense>().Where(dense => dense.Weights.Length > 4000))
        {
            var variance = dense.Weights.Average(weight => (double)weight * weight);
            Assert.InRange(variance * dense.Weights.Length / dense.Output.Length, 1.85, 2.15);
            Assert.All(dense.Bias, bias => Assert.Equal(0, bias));
        }
    }

    [Fact]
    public void Of_SomeLayers_DrawsThemFromTheOutputDownAndAddsToThem()
    {
        var (two, three) = (UntrainedTwin.Of(Trained, 1, 2), UntrainedTwin.Of(Trained, 1, 3));
        Assert.Equal(2, Changed(two));
        Assert.Equal(3, Changed(three));
        Assert.NotEqual(((Dense)Trained.Layers[^1]).Weights, ((Dense)two.Layers[^1]).Weights);
        Assert.Equal(((Dense)two.Layers[^1]).Weights, ((Dense)three.Layers[^1]).Weights);
        Assert.Equal(0, Changed(UntrainedTwin.Of(Trained, 1, 0)));
        Assert.Equal(UntrainedTwin.LayersOf(Trained), Changed(UntrainedTwin.Of(Trained)));
    }

    [Fact]
    public void Beside_ATwin_IsAnotherTwinAndSaysSo()
    {
        var twin = UntrainedTwin.Beside(Trained);
        Assert.Equal("untrained pilotnet", twin.Name);
        Assert.Equal(WeightsOf(UntrainedTwin.Of(Trained)), WeightsOf(twin));
        var other = UntrainedTwin.Beside(twin);
        Assert.Equal("untrained pilotnet, seed 2", other.Name);
        Assert.NotEqual(WeightsOf(twin), WeightsOf(other));
    }

    private static int Changed(Network network) => network.Layers.Zip(Trained.Layers).Count(pair => pair.First != pair.Second);

    private static IEnumerable<float> WeightsOf(Network network) =>
        network.Layers.SelectMany(layer => layer switch { Convolution convolution => convolution.Weights, Dense dense => dense.Weights, _ => [] });
}
