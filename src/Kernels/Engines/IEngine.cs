using Steerlens.Kernels.Occlusion;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>
/// Runs one network on one device. <see cref="Forward"/> fills a pass with every activation of a frame; the other calls ask about
/// that pass. One thread may run frames forward while another asks about earlier passes; more callers take turns.
/// </summary>
public interface IEngine : IDisposable
{
    /// <summary>The word for the engine on the command line: <c>cpu</c>, <c>scalar</c>.</summary>
    string Name { get; }

    /// <summary>What it uses, for people: instruction set and threads.</summary>
    string Description { get; }

    /// <summary>The network that it runs.</summary>
    Network Network { get; }

    /// <summary>Makes room for the activations of one frame; to be reused from frame to frame.</summary>
    ForwardPass NewPass();

    /// <summary>Runs the network on one input.</summary>
    /// <param name="input">H x W x C float32, the shape of <see cref="Network.Input"/>.</param>
    /// <param name="pass">A pass of this engine; what it held is overwritten.</param>
    /// <exception cref="ArgumentException">The length is wrong, or the pass is another engine's.</exception>
    void Forward(ReadOnlySpan<float> input, ForwardPass pass);

    /// <summary>Copies what a layer put out.</summary>
    /// <param name="pass">The frame.</param>
    /// <param name="layer">An index into <see cref="Network.Layers"/>, or <see cref="Network.InputIndex"/>.</param>
    /// <param name="destination">H x W x C float32 of that layer's shape.</param>
    void CopyActivation(ForwardPass pass, int layer, Span<float> destination);

    /// <summary>The mean over the channels of what a layer put out.</summary>
    /// <param name="pass">The frame.</param>
    /// <param name="layer">An index into <see cref="Network.Layers"/>, or <see cref="Network.InputIndex"/>.</param>
    /// <param name="means">H x W float32 of that layer's shape.</param>
    void ChannelMeans(ForwardPass pass, int layer, Span<float> means);

    /// <summary>The gradient of a weighted sum of the outputs with respect to what a layer put out.</summary>
    /// <param name="pass">The frame.</param>
    /// <param name="outputWeights">One weight for each output.</param>
    /// <param name="layer">An index into <see cref="Network.Layers"/>, or <see cref="Network.InputIndex"/>.</param>
    /// <param name="gradient">H x W x C float32 of that layer's shape.</param>
    /// <param name="rule">How the gradient passes a ReLU.</param>
    void Backward(ForwardPass pass, ReadOnlySpan<float> outputWeights, int layer, Span<float> gradient, BackwardRule rule = BackwardRule.Plain);

    /// <summary>The outputs for a frame with each window of a bank masked in turn.</summary>
    /// <param name="pass">The frame.</param>
    /// <param name="bank">The windows, in pixels of the input.</param>
    /// <param name="fill">H x W x C float32: what a masked pixel is replaced with.</param>
    /// <param name="outputs">Windows x outputs float32.</param>
    void Occlude(ForwardPass pass, WindowBank bank, ReadOnlySpan<float> fill, Span<float> outputs);
}

/// <summary>How a gradient passes a ReLU.</summary>
public enum BackwardRule
{
    /// <summary>Where the ReLU was open: the derivative.</summary>
    Plain,

    /// <summary>Where the ReLU was open and the gradient is positive: guided backpropagation, which is no derivative of anything.</summary>
    Guided,
}

/// <summary>One frame's input and activations, where the engine keeps them. Made by <see cref="IEngine.NewPass"/>.</summary>
public abstract class ForwardPass : IDisposable
{
    /// <inheritdoc/>
    public abstract void Dispose();
}
