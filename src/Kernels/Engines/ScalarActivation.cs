using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>The non-linearities and their derivatives, one value at a time: the specification of the fast ones.</summary>
public static class ScalarActivation
{
    /// <summary>The function's value at <paramref name="x"/>.</summary>
    public static double Value(Activation activation, double x)
    {
        ArgumentNullException.ThrowIfNull(activation);
        return activation.Kind switch
        {
            ActivationKind.Relu => Math.Max(0, x),
            ActivationKind.Elu => x > 0 ? x : activation.Alpha * (Math.Exp(x) - 1),
            ActivationKind.Tanh => Math.Tanh(x),
            ActivationKind.Sigmoid => 1 / (1 + Math.Exp(-x)),
            ActivationKind.Atan => Math.Atan(x),
            _ => throw new NotSupportedException($"Activation '{activation.Name}' is of unknown kind {activation.Kind}."),
        };
    }

    /// <summary>The derivative at <paramref name="x"/>; 0 at the kink of a ReLU, as PyTorch has it.</summary>
    public static double Derivative(Activation activation, double x)
    {
        ArgumentNullException.ThrowIfNull(activation);
        return activation.Kind switch
        {
            ActivationKind.Relu => x > 0 ? 1 : 0,
            ActivationKind.Elu => x > 0 ? 1 : activation.Alpha * Math.Exp(x),
            ActivationKind.Tanh => 1 - (Math.Tanh(x) * Math.Tanh(x)),
            ActivationKind.Sigmoid => Value(activation, x) * (1 - Value(activation, x)),
            ActivationKind.Atan => 1 / (1 + (x * x)),
            _ => throw new NotSupportedException($"Activation '{activation.Name}' is of unknown kind {activation.Kind}."),
        };
    }
}
