using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>The non-linearities and their derivatives, one value at a time: the specification of the fast ones.</summary>
public static class ScalarActivation
{
    /// <summary>The function's value at <paramref name="x"/>.</summary>
    /// <param name="activation">The function.</param>
    /// <param name="x">Where.</param>
    /// <param name="channel">The value's channel, for functions that have parameters for each.</param>
    public static double Value(Activation activation, double x, int channel = 0)
    {
        ArgumentNullException.ThrowIfNull(activation);
        var (alpha, beta) = ((double)(activation.Slopes?[channel] ?? activation.Alpha), (double)activation.Beta);
        return activation.Kind switch
        {
            ActivationKind.Relu => Math.Max(0, x),
            ActivationKind.Elu => x > 0 ? x : alpha * (Math.Exp(x) - 1),
            ActivationKind.Tanh => Math.Tanh(x),
            ActivationKind.Sigmoid => 1 / (1 + Math.Exp(-x)),
            ActivationKind.Atan => Math.Atan(x),
            ActivationKind.LeakyRelu => x > 0 ? x : alpha * x,
            ActivationKind.Selu => beta * (x > 0 ? x : alpha * (Math.Exp(x) - 1)),
            ActivationKind.Softplus => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x))),
            ActivationKind.Softsign => x / (1 + Math.Abs(x)),
            ActivationKind.HardSigmoid => Math.Clamp((alpha * x) + beta, 0, 1),
            ActivationKind.HardSwish => x * Math.Clamp((x / 6) + 0.5, 0, 1),
            ActivationKind.Clip => Math.Min(Math.Max(x, alpha), beta),
            ActivationKind.ThresholdedRelu => x > alpha ? x : 0,
            _ => throw new NotSupportedException($"Activation '{activation.Name}' is of unknown kind {activation.Kind}."),
        };
    }

    /// <summary>The derivative at <paramref name="x"/>; 0 at the kink of a ReLU, as PyTorch has it.</summary>
    /// <param name="activation">The function.</param>
    /// <param name="x">Where.</param>
    /// <param name="channel">The value's channel, for functions that have parameters for each.</param>
    public static double Derivative(Activation activation, double x, int channel = 0)
    {
        ArgumentNullException.ThrowIfNull(activation);
        var (alpha, beta) = ((double)(activation.Slopes?[channel] ?? activation.Alpha), (double)activation.Beta);
        return activation.Kind switch
        {
            ActivationKind.Relu => x > 0 ? 1 : 0,
            ActivationKind.Elu => x > 0 ? 1 : alpha * Math.Exp(x),
            ActivationKind.Tanh => 1 - (Math.Tanh(x) * Math.Tanh(x)),
            ActivationKind.Sigmoid => Value(activation, x) * (1 - Value(activation, x)),
            ActivationKind.Atan => 1 / (1 + (x * x)),
            ActivationKind.LeakyRelu => x > 0 ? 1 : alpha,
            ActivationKind.Selu => beta * (x > 0 ? 1 : alpha * Math.Exp(x)),
            ActivationKind.Softplus => 1 / (1 + Math.Exp(-x)),
            ActivationKind.Softsign => 1 / ((1 + Math.Abs(x)) * (1 + Math.Abs(x))),
            ActivationKind.HardSigmoid => (alpha * x) + beta is > 0 and < 1 ? alpha : 0,
            ActivationKind.HardSwish => x <= -3 ? 0 : x >= 3 ? 1 : (x / 3) + 0.5,
            ActivationKind.Clip => x >= alpha && x <= beta ? 1 : 0,
            ActivationKind.ThresholdedRelu => x > alpha ? 1 : 0,
            _ => throw new NotSupportedException($"Activation '{activation.Name}' is of unknown kind {activation.Kind}."),
        };
    }
}
