namespace Steerlens.Kernels.Engines.LayerKernels;

/// <summary>
/// A layer that is computed position by position instead of as a matrix product. It holds tables but no state of a frame: several threads
/// may use it at the same time.
/// </summary>
internal interface ILayerKernel
{
    /// <summary>What one output value takes, in about as many multiply-adds of a matrix product.</summary>
    int CostEach { get; }

    /// <summary>The smallest rectangle of outputs that holds every output that changes where the inputs change.</summary>
    /// <param name="inputs">For each of the layer's inputs the rectangle that changes; empty where nothing does.</param>
    Extent Through(ReadOnlySpan<Extent> inputs);

    /// <summary>Computes a rectangle of the output.</summary>
    /// <param name="sources">The layer's inputs.</param>
    /// <param name="destination">The layer's output.</param>
    /// <param name="image">Which image of the batch.</param>
    /// <param name="extent">The rectangle.</param>
    void Apply(ActivationBuffer[] sources, ActivationBuffer destination, int image, Extent extent);

    /// <summary>Adds what the output's gradient makes of the inputs' gradients.</summary>
    /// <param name="values">The layer's inputs in the forward pass, then its output.</param>
    /// <param name="gradient">With respect to the output; it is not read again and may be overwritten.</param>
    /// <param name="destinations">With respect to each input; null where nobody asks for it.</param>
    /// <param name="rule">How it passes a ReLU.</param>
    void AddGradient(ActivationBuffer[] values, ActivationBuffer gradient, ActivationBuffer?[] destinations, BackwardRule rule);
}
