using System.Globalization;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Models;
using Steerlens.Tests;
using Xunit.Abstractions;

namespace Steerlens.Pipeline.Tests.Oracles;

/// <summary>Every map beside its restatement in PyTorch, float64 and autograd.</summary>
public sealed class RealMapTests(ITestOutputHelper output)
{
    private const int Frames = 50;
    private const int Samples = 6;
    private const int Steps = 8;
    private const double Tolerance = 1e-5;
    private const double LeastEvidence = 0.01;
    private static readonly string[] Layers = ["conv1", "conv3", "conv5"];
    private static readonly string Script = Path.Combine(RealFrames.Root, "tests", "oracles", "map_oracle.py");

    [Fact]
    public async Task EveryMap_ShippedNetworkOnRealFrames_EqualsPyTorch()
    {
        if (RealFrames.Path is null || !PyTorchOracle.IsAvailable)
        {
            output.WriteLine("Skipped: the labelled drive or PyTorch is not on this machine.");
            return;
        }

        var network = DefaultNetwork.Load();
        var inputs = await RealFrames.ReadAsync(network, Frames, stride: 24);
        Assert.Equal(Frames, inputs.Count);
        using var engine = new CpuEngine(network, 2);
        using var smooth = new SmoothGradMap(engine, new MapOptions { Samples = Samples });
        using var integrated = new IntegratedGradientsMap(engine, Steps);
        var columns = network.Layers.OfType<Convolution>().Select(layer => layer.Name).ToArray();
        using var oracle = new PyTorchOracle();
        oracle.AskMaps(
            Script, Path.Combine(RealFrames.Root, "src", "Models", "default", "pilotnet.onnx"), inputs, smooth.Noise.ToArray(),
            new { weights = new[] { 1 }, layers = Layers, samples = Samples, steps = Steps, columns });

        using var frames = new Comparison(engine, inputs, [1f], oracle, output);
        foreach (var layer in Layers) frames.CheckLayer(layer);
        frames.Check("saliency", new SaliencyMap(engine, ChannelReduction.Sum), Target.Undirected);
        frames.Check("guided-right", new GuidedMap(engine, ChannelReduction.Sum), Target.Right);
        frames.Check("guided-left", new GuidedMap(engine, ChannelReduction.Sum), Target.Left);
        frames.Check("smoothgrad", smooth, Target.Undirected);
        frames.Check("integrated-gradients", integrated, Target.Signed);
        frames.Check("visualbackprop", new VisualBackPropMap(engine), Target.Undirected);
        frames.Check("hypercolumns", new HypercolumnsMap(engine, LayerChoice.ResolveAll(network, names: null)), Target.Undirected);
    }

    [Fact]
    public void LongRangeNetwork_VectorTarget_EqualsPyTorch()
    {
        if (!PyTorchOracle.IsAvailable)
        {
            output.WriteLine("Skipped: PyTorch is not on this machine.");
            return;
        }

        using var oracle = new PyTorchOracle();
        var path = oracle.MakeLongRange(Script);
        var network = OnnxReader.Read(path);
        Assert.Equal(325, network.OutputCount);
        var random = new Random(3);
        var inputs = Enumerable.Range(0, 10).Select(_ => Enumerable.Range(0, network.Input.Length).Select(_ => (float)((2 * random.NextDouble()) - 1)).ToArray()).ToArray();
        foreach (var choice in new[] { "all", string.Join(',', Enumerable.Range(0, 325).Select(index => (((index % 7) - 3) / 4.0).ToString(CultureInfo.InvariantCulture))) })
        {
            var weights = OutputChoice.Resolve(network, choice);
            using var engine = new CpuEngine(network, 2);
            oracle.AskMaps(Script, path, inputs, [], new { weights, layers = new[] { "conv3" }, samples = 0, steps = 0, columns = new[] { "conv1", "conv2", "conv3" } });
            using var frames = new Comparison(engine, inputs, weights, oracle, output);
            frames.CheckOutputs();
            frames.CheckLayer("conv3");
            frames.Check("saliency", new SaliencyMap(engine, ChannelReduction.Sum), Target.Undirected);
            frames.Check("visualbackprop", new VisualBackPropMap(engine), Target.Undirected);
            frames.Check("hypercolumns", new HypercolumnsMap(engine, LayerChoice.ResolveAll(network, names: null)), Target.Undirected);
        }
    }

    /// <summary>Frames that an engine has run, and what the oracle says about them.</summary>
    private sealed class Comparison : IDisposable
    {
        private readonly CpuEngine _engine;
        private readonly IReadOnlyList<float[]> _inputs;
        private readonly float[] _weights;
        private readonly PyTorchOracle _oracle;
        private readonly ITestOutputHelper _output;
        private readonly ForwardPass[] _passes;
        private readonly float[] _kinks;

        public Comparison(CpuEngine engine, IReadOnlyList<float[]> inputs, float[] weights, PyTorchOracle oracle, ITestOutputHelper output)
        {
            (_engine, _inputs, _weights, _oracle, _output) = (engine, inputs, weights, oracle, output);
            _kinks = oracle.Read("kinks.bin");
            _passes = [.. inputs.Select(input =>
            {
                var pass = engine.NewPass();
                engine.Forward(input, pass);
                return pass;
            })];
        }

        public void CheckOutputs()
        {
            var expected = _oracle.Read("outputs.bin");
            var outputs = new float[_engine.Network.OutputCount];
            for (var frame = 0; frame < _inputs.Count; frame++)
            {
                _engine.CopyActivation(_passes[frame], _engine.Network.Layers.Count - 1, outputs);
                for (var index = 0; index < outputs.Length; index++) Assert.Equal(expected[(frame * outputs.Length) + index], outputs[index], Tolerance);
            }
        }

        public void CheckLayer(string name)
        {
            var layer = LayerChoice.Resolve(_engine.Network, name);
            var magnitudes = _oracle.Read($"magnitude.{name}.bin");
            Check($"gradcam.{name}", new GradCamMap(_engine, layer), Target.Signed, magnitudes);
            Check($"hirescam.{name}", new HiResCamMap(_engine, layer), Target.Signed, magnitudes);
            Check($"layercam-right.{name}", new LayerCamMap(_engine, layer), Target.Right, magnitudes);
            Check($"layercam-left.{name}", new LayerCamMap(_engine, layer), Target.Left, magnitudes);
        }

        /// <summary>Compares in shares of full scale: the map's largest value, or the largest sum of the sizes of a value's terms.</summary>
        public void Check(string name, IMap map, Target target, float[]? magnitudes = null)
        {
            var expected = _oracle.Read(name + ".bin");
            var kinks = name is "smoothgrad" or "integrated-gradients" ? _oracle.Read($"kinks.{name}.bin") : _kinks;
            var values = new float[map.Height * map.Width];
            Assert.Equal(_inputs.Count * values.Length, expected.Length);
            var (worst, excluded, empty) = (0d, 0, 0);
            for (var frame = 0; frame < _inputs.Count; frame++)
            {
                var evidence = map.Compute(_passes[frame], _inputs[frame], _weights, target, values);
                var reference = expected.AsSpan(frame * values.Length, values.Length);
                var (difference, peak) = (0d, 0d);
                for (var index = 0; index < values.Length; index++)
                {
                    difference = Math.Max(difference, Math.Abs(values[index] - reference[index]));
                    peak = Math.Max(peak, Math.Abs(reference[index]));
                }

                var fullScale = Math.Max(magnitudes?[frame] ?? 0, peak);
                if (!evidence.IsPositive)
                {
                    // Then the map is all zero, and PyTorch's must be no more than what is left of terms that cancel.
                    Assert.All(values, value => Assert.Equal(0, value));
                    Assert.True(peak <= 1.01 * LeastEvidence * fullScale, $"{name}, frame {frame}: no evidence, but PyTorch has a peak of {peak / fullScale:P1} of full scale");
                    empty++;
                    continue;
                }

                difference /= fullScale;

                // Where a unit lies on a kink, rounding decides whether its gradient counts: neither answer is wrong.
                if (difference > Tolerance && kinks[frame] > 0)
                {
                    excluded++;
                    continue;
                }

                worst = Math.Max(worst, difference);
            }

            _output.WriteLine($"{name}: largest difference from PyTorch {worst:E1} of full scale on {_inputs.Count - excluded - empty} of {_inputs.Count} frames; {excluded} excluded for units on a kink, {empty} without evidence in both");
            Assert.True(worst <= Tolerance, $"{name} is {worst:E1} of full scale from PyTorch's");
            Assert.True(excluded <= _inputs.Count / 5, $"{name}: {excluded} frames excluded");
        }

        public void Dispose()
        {
            foreach (var pass in _passes) pass.Dispose();
        }
    }
}
