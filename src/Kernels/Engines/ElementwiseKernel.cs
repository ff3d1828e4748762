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
            case Activation activation:
                for (var index = 0; index < source.Length; index++) destination[index] = (float)ScalarActivation.Value(activation, source[index]);
                break;
            case Affine { Scale.Length: 1, Offset.Length: 1 } affine:
                TensorPrimitives.Multiply(source, affine.Scale[0], destination);
                TensorPrimitives.Add(destination, affine.Offset[0], destination);
                break;
            case Affine affine:
                for (var index = 0; index < source.Length; index++)
                    destination[index] = (source[index] * affine.Scale[index % affine.Scale.Length]) + affine.Offset[index % affine.Offset.Length];
                break;
            default:
                throw new NotSupportedException($"Layer '{layer.Name}' is a {layer.GetType().Name}, which no engine knows.");
        }
    }

    /// <summary>Multiplies a gradient with the layer's derivative.</summary>
    /// <param name="layer">An <see cref="Activation"/> or <see cref="Affine"/>.</param>
    /// <param name="input">What the layer read in the forward pass.</param>
    /// <param name="gradient">With respect to the layer's output; whole positions.</param>
    /// <param name="destination">With respect to the layer's input; added to.</param>
    public static void AddGradient(Layer layer, ReadOnlySpan<float> input, ReadOnlySpan<float> gradient, Span<float> destination)
    {
        for (var index = 0; index < input.Length; index++)
        {
            destination[index] += layer switch
            {
                Activation { Kind: ActivationKind.Relu } => input[index] > 0 ? gradient[index] : 0,
                Activation activation => (float)(gradient[index] * ScalarActivation.Derivative(activation, input[index])),
                Affine affine => gradient[index] * affine.Scale[index % affine.Scale.Length],
                _ => throw new NotSupportedException($"Layer '{layer.Name}' is a {layer.GetType().Name}, which no engine knows."),
            };
        }
    }
}
