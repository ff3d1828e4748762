using System.Numerics;
using System.Numerics.Tensors;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>The element-wise layers over a run of values. <see cref="ScalarActivation"/> is the specification.</summary>
internal static class ElementwiseKernel
{
    /// <summary>The layer's values; source and destination may be the same memory.</summary>
    /// <param name="layer">An <see cref="Activation"/> or <see cref="Affine"/>.</param>
    /// <param name="source">Whole positions: a multiple of the layer's channels.</param>
    /// <param name="destination">As long as the source.</param>
    public static void Apply(Layer layer, ReadOnlySpan<float> source, Span<float> destination)
    {
        switch (layer)
        {
            case Activation { Kind: ActivationKind.Relu }:
                TensorPrimitives.Max(source, 0f, destination);
                break;
            case Activation { Kind: ActivationKind.Tanh }:
                TensorPrimitives.Tanh(source, destination);
                break;
            case Activation { Kind: ActivationKind.Sigmoid }:
                TensorPrimitives.Sigmoid(source, destination);
                break;
            case Activation { Kind: ActivationKind.Atan }:
                TensorPrimitives.Atan(source, destination);
                break;
            case Activation { Kind: ActivationKind.Elu } elu:
                Exponential(source, elu.Alpha, 1, destination);
                break;
            case Activation { Kind: ActivationKind.Selu } selu:
                Exponential(source, selu.Alpha, selu.Beta, destination);
                break;
            case Activation { Kind: ActivationKind.Swish } swish:
                Swish(source, swish.Alpha, destination);
                break;
            case Activation { Kind: ActivationKind.Clip } clip:
                TensorPrimitives.Max(source, clip.Alpha, destination);
                TensorPrimitives.Min(destination, clip.Beta, destination);
                break;
            case Activation { Kind: ActivationKind.LeakyRelu, Slopes: { } slopes }:
                ChannelKernel.Slope(source, slopes, destination);
                break;
            case Activation { Kind: ActivationKind.LeakyRelu } leaky:
                ValueFunctions.Apply(new LeakyReluFunction(leaky.Alpha), source, destination);
                break;
            case Activation { Kind: ActivationKind.HardSigmoid } gate:
                ValueFunctions.Apply(new HardGateFunction(gate.Alpha, gate.Beta, isSwish: false), source, destination);
                break;
            case Activation { Kind: ActivationKind.HardSwish }:
                ValueFunctions.Apply(new HardGateFunction(1f / 6, 0.5f, isSwish: true), source, destination);
                break;
            case Activation { Kind: ActivationKind.ThresholdedRelu } threshold:
                ValueFunctions.Apply(new ThresholdFunction(threshold.Alpha), source, destination);
                break;
            case Activation { Kind: ActivationKind.Softsign }:
                ValueFunctions.Apply(default(SoftsignFunction), source, destination);
                break;
            case Activation activation:
                for (var index = 0; index < source.Length; index++) destination[index] = (float)ScalarActivation.Value(activation, source[index], index % activation.Output.Channels);
                break;
            case Affine { Scale.Length: 1, Offset.Length: 1 } affine:
                TensorPrimitives.Multiply(source, affine.Scale[0], destination);
                TensorPrimitives.Add(destination, affine.Offset[0], destination);
                break;
            case Affine affine:
                ChannelKernel.Scale(source, affine.Scale, affine.Offset, destination);
                break;
            default:
                throw new NotSupportedException($"Layer '{layer.Name}' is a {layer.GetType().Name}, which no engine knows.");
        }
    }

    /// <summary>Multiplies a gradient with the layer's derivative.</summary>
    /// <param name="layer">An <see cref="Activation"/> or <see cref="Affine"/>.</param>
    /// <param name="input">What the layer read in the forward pass.</param>
    /// <param name="gradient">With respect to the layer's output; whole positions.</param>
    /// <param name="rule">How it passes a ReLU.</param>
    /// <param name="destination">With respect to the layer's input; overwritten.</param>
    public static void Gradient(Layer layer, ReadOnlySpan<float> input, ReadOnlySpan<float> gradient, BackwardRule rule, Span<float> destination)
    {
        switch (layer)
        {
            case Activation { Kind: ActivationKind.Relu }:
                PassRelu(input, gradient, rule == BackwardRule.Guided ? 0 : float.NegativeInfinity, destination);
                break;
            case Activation activation:
                for (var index = 0; index < input.Length; index++)
                    destination[index] = (float)(gradient[index] * ScalarActivation.Derivative(activation, input[index], index % activation.Output.Channels));
                break;
            case Affine affine:
                if (affine.Scale.Length == 1) TensorPrimitives.Multiply(gradient, affine.Scale[0], destination);
                else ChannelKernel.Scale(gradient, affine.Scale, [], destination);
                break;
            default:
                throw new NotSupportedException($"Layer '{layer.Name}' is a {layer.GetType().Name}, which no engine knows.");
        }
    }

    /// <summary>beta * x above 0, beta * alpha * (exp(x) - 1) below; source and destination may be the same memory.</summary>
    private static void Exponential(ReadOnlySpan<float> source, float alpha, float beta, Span<float> destination)
    {
        Span<float> below = stackalloc float[256];
        for (var start = 0; start < source.Length; start += below.Length)
        {
            var values = source.Slice(start, Math.Min(below.Length, source.Length - start));
            var part = below[..values.Length];
            var result = destination.Slice(start, values.Length);

            // Above 0 the exponential of 0 is 1, so that the two branches can be added.
            TensorPrimitives.Min(values, 0f, part);
            TensorPrimitives.Exp(part, part);
            TensorPrimitives.Subtract(part, 1f, part);
            TensorPrimitives.Multiply(part, alpha * beta, part);
            TensorPrimitives.Max(values, 0f, result);
            TensorPrimitives.MultiplyAdd(result, beta, part, result);
        }
    }

    /// <summary>x / (1 + exp(-alpha * x)); source and destination may be the same memory.</summary>
    private static void Swish(ReadOnlySpan<float> source, float alpha, Span<float> destination)
    {
        Span<float> open = stackalloc float[256];
        for (var start = 0; start < source.Length; start += open.Length)
        {
            var values = source.Slice(start, Math.Min(open.Length, source.Length - start));
            var part = open[..values.Length];
            TensorPrimitives.Multiply(values, alpha, part);
            TensorPrimitives.Sigmoid(part, part);
            TensorPrimitives.Multiply(values, part, destination.Slice(start, values.Length));
        }
    }

    /// <summary>The gradient where the input is above 0 and the gradient above <paramref name="least"/>, else 0.</summary>
    private static void PassRelu(ReadOnlySpan<float> input, ReadOnlySpan<float> gradient, float least, Span<float> destination)
    {
        var index = 0;
        for (; index <= input.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            var values = new Vector<float>(gradient[index..]);
            var open = Vector.GreaterThan(new Vector<float>(input[index..]), Vector<float>.Zero) & Vector.GreaterThan(values, new Vector<float>(least));
            Vector.ConditionalSelect(open, values, Vector<float>.Zero).CopyTo(destination[index..]);
        }

        for (; index < input.Length; index++) destination[index] = input[index] > 0 && gradient[index] > least ? gradient[index] : 0;
    }
}
