using Steerlens.Kernels.Filters;
using Steerlens.Kernels.Images;
using Steerlens.Models;
using Steerlens.Tests;
using Xunit.Abstractions;

namespace Steerlens.Pipeline.Tests.Oracles;

/// <summary>Gradient ascent beside its restatement in PyTorch, float64 and autograd.</summary>
public sealed class FilterTests(ITestOutputHelper output)
{
    private const int Iterations = 5;
    private static readonly int[] Channels = [0, 7, 31];
    private static readonly string Script = Path.Combine(RealFrames.Root, "tests", "oracles", "filter_oracle.py");

    [Theory]
    [InlineData("conv1", 0, 0, 0)]
    [InlineData("conv3", 0, 0, 0)]
    [InlineData("conv5", 0, 0, 0)]
    [InlineData("conv3", 0.05, 0, 0)]
    [InlineData("conv3", 0, 0.3, 0)]
    [InlineData("conv3", 0, 0, 0.4)]
    [InlineData("conv4", 0.02, 0.2, 0.25)]
    public void Run_ShippedNetwork_EqualsPyTorch(string layer, double decay, double blur, double clip)
    {
        if (!PyTorchOracle.IsAvailable)
        {
            output.WriteLine("Skipped: PyTorch is not on this machine.");
            return;
        }

        var network = DefaultNetwork.Load();
        var channels = Channels.Where(channel => channel < network.ShapeOf(network.FindLayer(layer)).Channels).ToArray();
        var options = new FilterOptions { Iterations = Iterations, Decay = decay, Blur = blur, Clip = clip };
        using var search = new FilterAscent(network, network.FindLayer(layer), options, 2);
        var rest = search.MiddleGrey();
        var start = rest.ToArray();
        search.AddNoise(start, seed: 5, share: 0.2);
        using var oracle = new PyTorchOracle();
        oracle.AskFilters(Script, Path.Combine(RealFrames.Root, "src", "Models", "default", "pilotnet.onnx"), start, rest, new
        {
            layer,
            channels,
            iterations = Iterations,
            step = options.Step,
            decay,
            blur,
            clip,
            ranges = Enumerable.Range(0, 3).Select(channel => InputColors.RangeOf(network.Contract, channel)).Select(range => new[] { range.Low, range.High }),
            size = new[] { network.Input.Height, network.Input.Width },
        });
        var (pictures, means) = (oracle.Read("pictures.bin"), oracle.Read("means.bin"));
        var range = 2d;
        for (var index = 0; index < channels.Length; index++)
        {
            var picture = start.ToArray();
            var rise = search.Run(channels[index], picture, rest);
            var expected = pictures.AsSpan(index * picture.Length, picture.Length);
            var (worst, sum) = (0d, 0d);
            for (var at = 0; at < picture.Length; at++)
            {
                var difference = Math.Abs(picture[at] - expected[at]) / range;
                worst = Math.Max(worst, difference);
                sum += difference * difference;
            }

            output.WriteLine($"{layer} channel {channels[index]}: {rise.Start:0.####} to {rise.End:0.####}, PyTorch {means[((Iterations + 1) * (index + 1)) - 1]:0.####}; differs by at most {worst:E1} of the range, {Math.Sqrt(sum / picture.Length):E1} root mean square");
            Assert.Equal(means[(Iterations + 1) * index], rise.Start, 1e-4);
            Assert.Equal(means[((Iterations + 1) * (index + 1)) - 1], rise.End, 1e-4 * (1 + Math.Abs(rise.End)));
            Assert.True(worst < 1e-5, $"a pixel differs by {worst:E1} of the range");
        }
    }
}
