namespace Steerlens.Models;

/// <summary>The non-linearities that an <see cref="Activation"/> can apply.</summary>
public enum ActivationKind
{
    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>x for x above 0, else alpha * (exp(x) - 1).</summary>
    Elu,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>1 / (1 + exp(-x)).</summary>
    Sigmoid,

    /// <summary>Arc tangent.</summary>
    Atan,

    /// <summary>x for x above 0, else alpha * x; or the channel's own slope * x.</summary>
    LeakyRelu,

    /// <summary>beta * x for x above 0, else beta * alpha * (exp(x) - 1).</summary>
    Selu,

    /// <summary>log(1 + exp(x)).</summary>
    Softplus,

    /// <summary>x / (1 + |x|).</summary>
    Softsign,

    /// <summary>alpha * x + beta, at least 0 and at most 1.</summary>
    HardSigmoid,

    /// <summary>x * (x / 6 + 1/2, at least 0 and at most 1).</summary>
    HardSwish,

    /// <summary>x, at least alpha and at most beta.</summary>
    Clip,

    /// <summary>x for x above alpha, else 0.</summary>
    ThresholdedRelu,

    /// <summary>The error function.</summary>
    Erf,

    /// <summary>x * (1 + erf(x / sqrt(2))) / 2.</summary>
    Gelu,

    /// <summary>x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) / 2.</summary>
    GeluTanh,

    /// <summary>x / (1 + exp(-alpha * x)).</summary>
    Swish,

    /// <summary>x * tanh(log(1 + exp(x))).</summary>
    Mish,

    /// <summary>exp(x).</summary>
    Exp,

    /// <summary>The natural logarithm.</summary>
    Log,

    /// <summary>|x|.</summary>
    Abs,

    /// <summary>x to the power of alpha.</summary>
    Power,
}

/// <summary>An element-wise non-linearity.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Inputs">One input.</param>
/// <param name="Output">The input's shape.</param>
/// <param name="Kind">Which function.</param>
/// <param name="Alpha">The function's first parameter, where it has one.</param>
/// <param name="Beta">The function's second parameter, where it has one.</param>
public sealed record Activation(
    string Name,
    IReadOnlyList<int> Inputs,
    TensorShape Output,
    ActivationKind Kind,
    float Alpha = 1f,
    float Beta = 0f) : Layer(Name, Inputs, Output)
{
    /// <summary>One slope for each channel, instead of <see cref="Alpha"/>, for <see cref="ActivationKind.LeakyRelu"/>; null where all are the same.</summary>
    public float[]? Slopes { get; init; }
}
