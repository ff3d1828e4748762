using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;
using Steerlens.Tests;
using Xunit.Abstractions;

namespace Steerlens.Pipeline.Tests.Oracles;

/// <summary>The shipped network on real frames, beside PyTorch: angles, Grad-CAM of five layers, and occluded angles in float64.</summary>
public sealed class RealFrameTests(ITestOutputHelper output)
{
    private const int Frames = 200;
    private const int WindowFrames = 5;
    private const int Windows = 200;
    private static readonly string[] Layers = ["conv1", "conv2", "conv3", "conv4", "conv5"];

    [Fact]
    public async Task ShippedNetwork_RealFrames_EqualsPyTorch()
    {
        if (RealFrames.Path is null || !PyTorchOracle.IsAvailable)
        {
            output.WriteLine("Skipped: the labelled drive or PyTorch is not on this machine.");
            return;
        }

        var network = DefaultNetwork.Load();
        var inputs = await RealFrames.ReadAsync(network, Frames, stride: 6);
        Assert.Equal(Frames, inputs.Count);
        var bank = RandomWindows(network.Input);
        var fill = new FillPicture(network.Input, network.Contract, Fill.Mean);
        var windowFrames = Enumerable.Range(0, WindowFrames).Select(index => (Frame: index * 40, Fill: fill.Make(inputs[index * 40]).ToArray())).ToArray();

        using var oracle = new PyTorchOracle();
        oracle.Ask(
            Path.Combine(RealFrames.Root, "tests", "oracles", "pytorch_oracle.py"),
            Path.Combine(RealFrames.Root, "src", "Models", "default", "pilotnet.onnx"),
            inputs, Layers, windowFrames, bank.Windows);

        using var engine = new CpuEngine(network, 2);
        using var pass = engine.NewPass();
        CheckAngles(engine, pass, inputs, oracle.Read("angles.bin"));
        foreach (var layer in Layers) CheckGradCam(engine, pass, inputs, layer, oracle);
        CheckWindows(engine, pass, inputs, windowFrames, bank, oracle.Read("windows.bin"));
    }

    private void CheckAngles(CpuEngine engine, ForwardPass pass, IReadOnlyList<float[]> inputs, float[] expected)
    {
        var worst = 0d;
        for (var index = 0; index < inputs.Count; index++)
        {
            engine.Forward(inputs[index], pass);
            worst = Math.Max(worst, Math.Abs(Angle(engine, pass) - expected[index]));
        }

        output.WriteLine($"angle: largest difference from PyTorch {worst:E1} rad on {inputs.Count} frames, angles {expected.Min():F3}..{expected.Max():F3} rad");
        Assert.True(worst <= 1e-5, $"an angle is {worst:E1} rad from PyTorch's");
    }

    private void CheckGradCam(CpuEngine engine, ForwardPass pass, IReadOnlyList<float[]> inputs, string layer, PyTorchOracle oracle)
    {
        var map = new GradCamMap(engine, LayerChoice.Resolve(engine.Network, layer));
        var values = new float[map.Height * map.Width];
        var (expected, magnitudes, kinks) = (oracle.Read($"{layer}.map.bin"), oracle.Read($"{layer}.magnitude.bin"), oracle.Read($"{layer}.kinks.bin"));
        var (worst, excluded, unitsAtKink) = (0d, 0, 0d);
        for (var index = 0; index < inputs.Count; index++)
        {
            engine.Forward(inputs[index], pass);
            map.Compute(pass, inputs[index], [1f], Target.Signed, values);
            var difference = values.Zip(expected.AsSpan(index * values.Length, values.Length).ToArray()).Max(pair => Math.Abs(pair.First - pair.Second)) / magnitudes[index];
            unitsAtKink += kinks[index];

            // Where a unit lies on the ReLU's kink, rounding decides whether its gradient counts: neither answer is wrong.
            if (difference > 1e-5 && kinks[index] > 0)
            {
                excluded++;
                continue;
            }

            worst = Math.Max(worst, difference);
        }

        output.WriteLine($"Grad-CAM at {layer}: largest difference {worst:E1} of sum |w||A|; {unitsAtKink:F0} units at the kink, {excluded} frames excluded for them");
        Assert.True(worst <= 1e-5, $"a value at {layer} is {worst:E1} of the full scale from autograd's");
        Assert.True(excluded <= inputs.Count / 20, $"{excluded} of {inputs.Count} frames are excluded");
    }

    private void CheckWindows(CpuEngine engine, ForwardPass pass, IReadOnlyList<float[]> inputs, (int Frame, float[] Fill)[] frames, WindowBank bank, float[] expected)
    {
        var outputs = new float[bank.Count];
        var (worst, fullScale) = (0d, expected.Max(Math.Abs));
        for (var index = 0; index < frames.Length; index++)
        {
            engine.Forward(inputs[frames[index].Frame], pass);
            engine.Occlude(pass, bank, frames[index].Fill, outputs);
            for (var window = 0; window < bank.Count; window++)
                worst = Math.Max(worst, Math.Abs(outputs[window] - expected[(index * bank.Count) + window]));
        }

        output.WriteLine($"windows: largest difference from one-at-a-time float64 {worst:E1} rad, {worst / fullScale:E1} of full scale ({fullScale:F3} rad), {frames.Length} x {bank.Count} windows");
        Assert.True(worst <= 1e-5 * fullScale, $"a window's angle is {worst / fullScale:E1} of full scale from float64");
    }

    private static double Angle(CpuEngine engine, ForwardPass pass)
    {
        var angle = new float[1];
        engine.CopyActivation(pass, engine.Network.Layers.Count - 1, angle);
        return angle[0];
    }

    /// <summary>Half from the default bank, half of any size and place.</summary>
    private static WindowBank RandomWindows(TensorShape input)
    {
        var random = new Random(1);
        var usual = WindowBank.Grid(input.Height, input.Width, [15, 50], 4);
        var windows = Enumerable.Range(0, Windows / 2).Select(_ => usual.Windows[random.Next(usual.Count)]).ToList();
        while (windows.Count < Windows)
        {
            var (row, column) = (random.Next(input.Height), random.Next(input.Width));
            windows.Add(new Window(row, column, random.Next(1, input.Height - row + 1), random.Next(1, input.Width - column + 1)));
        }

        return WindowBank.Of(input.Height, input.Width, windows);
    }
}
