using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;

namespace Steerlens.Pipeline.Diagnosis;

/// <summary>How far one engine's numbers are from the float64 reference, in shares of the largest reference value.</summary>
/// <param name="Engine">The engine, for people.</param>
/// <param name="Angle">The outputs.</param>
/// <param name="Windows">The outputs under a few windows.</param>
/// <param name="Gradient">The gradient at the input.</param>
internal sealed record SelfCheckResult(string Engine, double Angle, double Windows, double Gradient)
{
    /// <summary>What float32 may lose over a network's layers.</summary>
    public const double Tolerance = 1e-5;

    /// <summary>What windows may lose where eleven bits of each factor are multiplied.</summary>
    public const double ShortTolerance = 5e-3;

    /// <summary>Whether all numbers are close enough for float32.</summary>
    public bool IsGood => IsGoodFor(DevicePrecision.Fp32);

    /// <summary>Whether all numbers are close enough for what is multiplied.</summary>
    public bool IsGoodFor(DevicePrecision precision) =>
        Angle <= Tolerance && Gradient <= Tolerance && Windows <= (precision == DevicePrecision.Fp32 ? Tolerance : ShortTolerance);
}

/// <summary>Compares the engines that this machine can run with the float64 reference, on a made-up picture.</summary>
internal static class SelfCheck
{
    /// <summary>Checks one engine for each vector width of this machine, best first.</summary>
    public static IReadOnlyList<SelfCheckResult> Run(Network network)
    {
        var input = Picture(network.Input);
        using var reference = new ScalarEngine(network);
        var expected = Measure(reference, input);
        var results = new List<SelfCheckResult>();
        foreach (var instructions in InstructionSets.Available)
        {
            using var engine = new CpuEngine(network, 0, instructions);
            results.Add(Distances(engine.Description, expected, Measure(engine, input)));
        }

        return results;
    }

    /// <summary>Compares an engine with another one of the same network.</summary>
    public static SelfCheckResult Compare(IEngine engine, IEngine reference)
    {
        var input = Picture(engine.Network.Input);
        return Distances(engine.Description, Measure(reference, input), Measure(engine, input));
    }

    private static SelfCheckResult Distances(string name, (float[] Outputs, float[] Windows, float[] Gradient) expected, (float[] Outputs, float[] Windows, float[] Gradient) actual) =>
        new(name, Distance(expected.Outputs, actual.Outputs), Distance(expected.Windows, actual.Windows), Distance(expected.Gradient, actual.Gradient));

    private static (float[] Outputs, float[] Windows, float[] Gradient) Measure(IEngine engine, float[] input)
    {
        var network = engine.Network;
        using var pass = engine.NewPass();
        engine.Forward(input, pass);
        var outputs = new float[network.OutputCount];
        engine.CopyActivation(pass, network.Layers.Count - 1, outputs);

        // A handful of windows in corners and middle: the reference takes a whole forward pass for each.
        var (height, width) = (network.Input.Height, network.Input.Width);
        var edge = Math.Max(1, Math.Min(height, width) / 4);
        var bank = WindowBank.Grid(height, width, [edge], Math.Max(1, Math.Max(height, width) / 3));
        var windows = new float[bank.Count * network.OutputCount];
        engine.Occlude(pass, bank, new float[network.Input.Length], windows);

        var weights = new float[network.OutputCount];
        weights[0] = 1;
        var gradient = new float[network.Input.Length];
        engine.Backward(pass, weights, Network.InputIndex, gradient);
        return (outputs, windows, gradient);
    }

    /// <summary>Smooth, without symmetry, inside -1..1: H x W x C.</summary>
    private static float[] Picture(TensorShape shape)
    {
        var values = new float[shape.Length];
        for (var index = 0; index < values.Length; index++)
        {
            var (pixel, channel) = (index / shape.Channels, index % shape.Channels);
            var (row, column) = (pixel / shape.Width, pixel % shape.Width);
            values[index] = (float)(Math.Sin((row * 0.13) + channel) * Math.Cos((column * 0.07) - (row * 0.02)));
        }

        return values;
    }

    private static double Distance(float[] expected, float[] actual)
    {
        var (scale, distance) = (0.0, 0.0);
        for (var index = 0; index < expected.Length; index++)
        {
            scale = Math.Max(scale, Math.Abs(expected[index]));
            var difference = Math.Abs((double)expected[index] - actual[index]);
            distance = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(distance, difference);
        }

        return scale == 0 ? distance : distance / scale;
    }
}
