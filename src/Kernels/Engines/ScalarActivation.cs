using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>The non-linearities and their derivatives, one value at a time: the specification of the fast ones.</summary>
public static class ScalarActivation
{
    /// <summary>The share of x^3 in <see cref="ActivationKind.GeluTanh"/>.</summary>
    private const double CubicShare = 0.044715;

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
            ActivationKind.Softplus => Softplus(x),
            ActivationKind.Softsign => x / (1 + Math.Abs(x)),
            ActivationKind.HardSigmoid => Math.Clamp((alpha * x) + beta, 0, 1),
            ActivationKind.HardSwish => x * Math.Clamp((x / 6) + 0.5, 0, 1),
            ActivationKind.Clip => Math.Min(Math.Max(x, alpha), beta),
            ActivationKind.ThresholdedRelu => x > alpha ? x : 0,
            ActivationKind.Erf => ErrorFunction.Of(x),
            ActivationKind.Gelu => x * Normal(x),
            ActivationKind.GeluTanh => x * (1 + Math.Tanh(Cubic(x))) / 2,
            ActivationKind.Swish => x / (1 + Math.Exp(-alpha * x)),
            ActivationKind.Mish => x * Math.Tanh(Softplus(x)),
            ActivationKind.Exp => Math.Exp(x),
            ActivationKind.Log => Math.Log(x),
            ActivationKind.Abs => Math.Abs(x),
            ActivationKind.Power => Math.Pow(x, alpha),
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
            ActivationKind.Erf => 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x),
            ActivationKind.Gelu => Normal(x) + (x * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI)),
            ActivationKind.GeluTanh => ((1 + Math.Tanh(Cubic(x))) / 2) + (x / 2 * Bend(Cubic(x)) * Math.Sqrt(2 / Math.PI) * (1 + (3 * CubicShare * x * x))),
            ActivationKind.Swish => Logistic(alpha * x) * (1 + (alpha * x * (1 - Logistic(alpha * x)))),
            ActivationKind.Mish => Math.Tanh(Softplus(x)) + (x * Bend(Softplus(x)) * Logistic(x)),
            ActivationKind.Exp => Math.Exp(x),
            ActivationKind.Log => 1 / x,
            ActivationKind.Abs => Math.Sign(x),
            ActivationKind.Power => alpha * Math.Pow(x, alpha - 1),
            _ => throw new NotSupportedException($"Activation '{activation.Name}' is of unknown kind {activation.Kind}."),
        };
    }

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>The share of the normal distribution below <paramref name="x"/>.</summary>
    private static double Normal(double x) => (1 + ErrorFunction.Of(x / Math.Sqrt(2))) / 2;

    private static double Cubic(double x) => Math.Sqrt(2 / Math.PI) * (x + (CubicShare * x * x * x));

    /// <summary>The derivative of the hyperbolic tangent.</summary>
    private static double Bend(double x) => 1 - (Math.Tanh(x) * Math.Tanh(x));
}
