using Steerlens.Kernels.Engines;
using Steerlens.Models;

namespace Steerlens.Kernels.Tests.Engines;

/// <summary>Normalisation and the functions of single values: the fast engine beside the specification, and the specification beside known values and its own slope.</summary>
public sealed class NormalizationTests
{
    private static readonly TensorShape Input = new(6, 7, 3);

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(false, 2)]
    [InlineData(false, 8)]
    public void ForwardAndBackward_EqualTheSpecification(bool byPosition, int groups)
    {
        var before = new RandomNetwork(3, Input).Convolution(8, 3, 1).Build().Layers[0];
        var normal = new Normalization("normal", [0], before.Output, byPosition, groups, 1e-5f);
        var weights = RandomNetwork.Values(5, 2 * before.Output.Length);
        var network = new Network("normal", Input, [before, normal, new Dense("dense1", [1], TensorShape.Vector(2), weights, [0.1f, -0.2f])], new InputContract());
        var input = RandomNetwork.Values(7, Input.Length);
        using var fast = new CpuEngine(network, 1);
        using var specification = new ScalarEngine(network);

        var (outputs, gradient) = Run(fast, input);
        var (expected, slope) = Run(specification, input);

        Assert.Equal(0, Difference(expected, outputs), 1e-5);
        Assert.Equal(0, Difference(slope, gradient), 1e-5);
    }

    [Theory]
    [InlineData(ActivationKind.Erf, 0.5, 0.5204998778130465)]
    [InlineData(ActivationKind.Erf, -2, -0.9953222650189527)]
    [InlineData(ActivationKind.Erf, 4, 0.9999999845827421)]
    [InlineData(ActivationKind.Erf, 50, 1)]
    [InlineData(ActivationKind.Gelu, 1, 0.8413447460685429)]
    [InlineData(ActivationKind.GeluTanh, 1, 0.8411919906082768)]
    [InlineData(ActivationKind.Swish, -1, -0.2689414213699951)]
    [InlineData(ActivationKind.Mish, 1, 0.8650983882673103)]
    public void Value_AtAPoint_IsTheKnownOne(ActivationKind kind, double x, double expected) =>
        Assert.Equal(expected, ScalarActivation.Value(new Activation("a", [0], Input, kind), x), 1e-14);

    [Theory]
    [InlineData(ActivationKind.Erf, 1)]
    [InlineData(ActivationKind.Gelu, 1)]
    [InlineData(ActivationKind.GeluTanh, 1)]
    [InlineData(ActivationKind.Swish, 1.5)]
    [InlineData(ActivationKind.Mish, 1)]
    [InlineData(ActivationKind.Exp, 1)]
    [InlineData(ActivationKind.Log, 1)]
    [InlineData(ActivationKind.Abs, 1)]
    [InlineData(ActivationKind.Power, 2.5)]
    [InlineData(ActivationKind.Power, -1)]
    public void Derivative_IsTheSlopeOfTheValue(ActivationKind kind, double alpha)
    {
        const double Step = 1e-5;
        var activation = new Activation("a", [0], Input, kind, (float)alpha);
        foreach (var x in new[] { 0.2, 0.7, 1.9, 3.1 })
        {
            var slope = (ScalarActivation.Value(activation, x + Step) - ScalarActivation.Value(activation, x - Step)) / (2 * Step);
            Assert.Equal(slope, ScalarActivation.Derivative(activation, x), 1e-6);
        }
    }

    private static (float[] Outputs, float[] Gradient) Run(IEngine engine, float[] input)
    {
        using var pass = engine.NewPass();
        engine.Forward(input, pass);
        var (outputs, gradient) = (new float[2], new float[Input.Length]);
        engine.CopyActivation(pass, 2, outputs);
        engine.Backward(pass, [1, -0.5f], Network.InputIndex, gradient);
        return (outputs, gradient);
    }

    private static double Difference(float[] expected, float[] actual) => expected.Zip(actual, (one, other) => Math.Abs((double)one - other)).Max() / expected.Max(Math.Abs);
}
