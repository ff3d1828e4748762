using Steerlens.Kernels.Occlusion;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>
/// Runs one network on one device. <see cref="Forward"/> keeps every activation of its frame; the other calls ask about that
/// frame. An engine serves one caller at a time.
/// </summary>
public interface IEngine : IDisposable
{
    /// <summary>The word for the engine on the command line: <c>cpu</c>, <c>scalar</c>.</summary>
    string Name { get; }

    /// <summary>What it uses, for people: instruction set and threads.</summary>
    string Description { get; }

    /// <summary>The network that it runs.</summary>
    Network Network { get; }

    /// <summary>Runs the network on one input.</summary>
    /// <param name="input">H x W x C float32, the shape of <see cref="Network.Input"/>.</param>
    /// <exception cref="ArgumentException">The length is wrong.</exception>
    void Forward(ReadOnlySpan<float> input);

    /// <summary>Copies what a layer put out for the frame of the last <see cref="Forward"/>.</summary>
    /// <param name="layer">An index into <see cref="Network.Layers"/>, or <see cref="Network.InputIndex"/>.</param>
    /// <param name="destination">H x W x C float32 of that layer's shape.</param>
    void CopyActivation(int layer, Span<float> destination);

    /// <summary>The gradient of a weighted sum of the outputs with respect to what a layer put out.</summary>
    /// <param name="outputWeights">One weight for each output.</param>
    /// <param name="layer">An index into <see cref="Network.Layers"/>, or <see cref="Network.InputIndex"/>.</param>
    /// <param name="gradient">H x W x C float32 of that layer's shape.</param>
    void Backward(ReadOnlySpan<float> outputWeights, int layer, Span<float> gradient);

    /// <summary>The outputs for the frame of the last <see cref="Forward"/> with each window of a bank masked in turn.</summary>
    /// <param name="bank">The windows, in pixels of the input.</param>
    /// <param name="fill">H x W x C float32: what a masked pixel is replaced with.</param>
    /// <param name="outputs">Windows x outputs float32.</param>
    void Occlude(WindowBank bank, ReadOnlySpan<float> fill, Span<float> outputs);
}
