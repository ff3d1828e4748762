using System.Numerics.Tensors;

namespace Steerlens.Kernels.Engines;

/// <summary>
/// The gradient of a convolution or dense layer with respect to its input: each output position's gradient is added to the input
/// rows under its kernel, a whole row of taps at a time. Positions without gradient (closed ReLUs) cost nothing.
/// </summary>
internal sealed unsafe class LinearBackwardKernel
{
    private readonly LinearLayer _layer;
    private readonly float[] _weights;
    private readonly int _run;

    public LinearBackwardKernel(LinearLayer layer)
    {
        _layer = layer;
        _run = layer.KernelWidth * layer.Input.Channels;
        var channels = layer.Output.Channels;
        _weights = new float[layer.Weights.Length];

        // kernel row x output channel x (kernel column x input channel): the last two lie together in the input.
        for (var row = 0; row < layer.KernelHeight; row++)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                for (var tap = 0; tap < _run; tap++)
                    _weights[(((row * channels) + channel) * _run) + tap] = layer.Weights[(((row * _run) + tap) * channels) + channel];
            }
        }
    }

    /// <summary>Adds to the input's gradient; both buffers hold one image.</summary>
    public void Run(ActivationBuffer outputGradient, ActivationBuffer inputGradient)
    {
        var channels = _layer.Output.Channels;
        for (var row = 0; row < _layer.Output.Height; row++)
        {
            for (var column = 0; column < _layer.Output.Width; column++)
            {
                var gradient = outputGradient.Pointer + outputGradient.Offset(0, row, column);
                var corner = inputGradient.Offset(0, (row * _layer.StrideRows) - _layer.PaddingTop, (column * _layer.StrideColumns) - _layer.PaddingLeft);
                for (var kernelRow = 0; kernelRow < _layer.KernelHeight; kernelRow++)
                {
                    var target = new Span<float>(inputGradient.Pointer + corner + (kernelRow * inputGradient.RowPitch), _run);
                    for (var channel = 0; channel < channels; channel++)
                    {
                        if (gradient[channel] == 0) continue;
                        TensorPrimitives.MultiplyAdd(_weights.AsSpan(((kernelRow * channels) + channel) * _run, _run), gradient[channel], target, target);
                    }
                }
            }
        }
    }
}
