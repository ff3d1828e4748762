using System.Numerics.Tensors;

namespace Steerlens.Kernels.Engines;

/// <summary>
/// The gradient of a linear layer with respect to its input, one row of the input at a time. The output rows that a row of the input
/// contributes to lie next to each other, so what they hand back to the span under each output column is a matrix product over
/// (output rows x output channels), which <see cref="LinearKernel"/> computes; the overlapping spans are then added up.
/// </summary>
internal sealed unsafe class LinearBackwardKernel : IDisposable
{
    private readonly LinearLayer _layer;
    private readonly int _run;
    private readonly float[] _alone;
    private readonly Phase[] _phases = [];
    private readonly int[] _inputs;
    private readonly int[] _outputs;
    private readonly NativeBuffer[] _spans;

    /// <summary>Packs the weights.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="instructions">Vector width.</param>
    /// <param name="workers">Threads that may run rows at the same time.</param>
    public LinearBackwardKernel(LinearLayer layer, InstructionSet instructions, int workers)
    {
        _layer = layer;
        _run = layer.KernelWidth * layer.Input.Channels;
        var columns = layer.Output.Width;
        (_alone, _inputs, _outputs, _spans) = ([], new int[columns], new int[columns], new NativeBuffer[workers]);
        if (IsAlone)
        {
            // A single position reads weight rows once each: closed units are skipped instead of tiling.
            _alone = Transposed(layer, 0, 1, layer.KernelHeight);
            return;
        }

        _phases = [.. Enumerable.Range(0, layer.StrideRows).Select(phase => new Phase(layer, phase, instructions))];
        for (var column = 0; column < columns; column++)
        {
            _inputs[column] = column * layer.Output.Channels;
            _outputs[column] = column * _run;
        }

        for (var worker = 0; worker < workers; worker++) _spans[worker] = new NativeBuffer((long)columns * _run);
    }

    /// <summary>Multiply-adds of one run.</summary>
    public long Products => (long)_layer.Weights.Length * _layer.Output.Height * _layer.Output.Width;

    private bool IsAlone => _layer.Output is { Height: 1, Width: 1 };

    /// <summary>Zero rows above and below that the output's gradient needs.</summary>
    public static (int Top, int Bottom) RowMargins(LinearLayer layer) => layer.Output is { Height: 1, Width: 1 }
        ? (0, 0)
        : (Math.Max(0, ((layer.KernelHeight + layer.StrideRows - 1) / layer.StrideRows) - 1),
            Math.Max(0, ((layer.Input.Height - 1 + layer.PaddingTop) / layer.StrideRows) - layer.Output.Height + 1));

    /// <summary>Adds rows of the input's gradient.</summary>
    /// <param name="outputGradient">One image, with zero margins as <see cref="RowMargins"/> says.</param>
    /// <param name="inputGradient">One image, with the columns of margin that the layer's padding needs; these are overwritten.</param>
    /// <param name="firstRow">The first row of the input.</param>
    /// <param name="rows">Rows of the input.</param>
    /// <param name="worker">The caller's number: each has its own scratch memory.</param>
    /// <param name="overwrites">Whether the rows are set instead of added to.</param>
    public void Run(ActivationBuffer outputGradient, ActivationBuffer inputGradient, int firstRow, int rows, int worker, bool overwrites)
    {
        for (var row = firstRow; row < firstRow + rows; row++)
        {
            if (overwrites)
            {
                var columns = _layer.PaddingLeft + _layer.Input.Width + _layer.PaddingRight;
                new Span<float>(inputGradient.Pointer + inputGradient.Offset(0, row, -_layer.PaddingLeft), columns * _layer.Input.Channels).Clear();
            }

            if (IsAlone) AddAlone(outputGradient, inputGradient, row);
            else AddRow(outputGradient, inputGradient, row, _spans[worker].Pointer);
        }
    }

    public void Dispose()
    {
        foreach (var phase in _phases) phase.Kernel?.Dispose();
        foreach (var spans in _spans) spans?.Dispose();
    }

    private void AddRow(ActivationBuffer outputGradient, ActivationBuffer inputGradient, int row, float* spans)
    {
        var phase = _phases[(row + _layer.PaddingTop) % _layer.StrideRows];
        if (phase.Kernel is not { } kernel) return;
        var first = ((row + _layer.PaddingTop) / _layer.StrideRows) - phase.Rows + 1;
        fixed (int* inputs = _inputs, outputs = _outputs)
            kernel.Run(outputGradient.Pointer + outputGradient.Offset(0, first, 0), inputs, outputGradient.RowPitch, spans, outputs, _inputs.Length);

        var step = _layer.StrideColumns * _layer.Input.Channels;
        var target = inputGradient.Pointer + inputGradient.Offset(0, row, -_layer.PaddingLeft);
        for (var column = 0; column < _inputs.Length; column++)
        {
            var sum = new Span<float>(target + (column * step), _run);
            TensorPrimitives.Add(sum, new ReadOnlySpan<float>(spans + (column * _run), _run), sum);
        }
    }

    private void AddAlone(ActivationBuffer outputGradient, ActivationBuffer inputGradient, int row)
    {
        var kernelRow = row + _layer.PaddingTop;
        if (kernelRow >= _layer.KernelHeight) return;
        var channels = _layer.Output.Channels;
        var gradient = outputGradient.Pointer + outputGradient.Offset(0, 0, 0);
        var sum = new Span<float>(inputGradient.Pointer + inputGradient.Offset(0, row, -_layer.PaddingLeft), _run);
        for (var channel = 0; channel < channels; channel++)
        {
            if (gradient[channel] == 0) continue;
            TensorPrimitives.MultiplyAdd(_alone.AsSpan(((kernelRow * channels) + channel) * _run, _run), gradient[channel], sum, sum);
        }
    }

    /// <summary>Every <paramref name="step"/>th kernel row from <paramref name="first"/> on: rows x output channels x (kernel column x input channel).</summary>
    private static float[] Transposed(LinearLayer layer, int first, int step, int rows)
    {
        var (run, channels) = (layer.KernelWidth * layer.Input.Channels, layer.Output.Channels);
        var weights = new float[rows * channels * run];
        for (var row = 0; row < rows; row++)
        {
            for (var tap = 0; tap < run; tap++)
            {
                for (var channel = 0; channel < channels; channel++)
                    weights[(((row * channels) + channel) * run) + tap] = layer.Weights[((((first + (row * step)) * run) + tap) * channels) + channel];
            }
        }

        return weights;
    }

    /// <summary>What the input rows have in common whose number leaves the same rest: the kernel rows that reach them.</summary>
    private sealed class Phase
    {
        public Phase(LinearLayer layer, int phase, InstructionSet instructions)
        {
            Rows = Math.Max(0, (layer.KernelHeight - phase + layer.StrideRows - 1) / layer.StrideRows);
            if (Rows == 0) return;
            var run = layer.KernelWidth * layer.Input.Channels;
            var shape = new Models.TensorShape(Rows, layer.Output.Width, layer.Output.Channels);

            // The output rows ascend while the kernel rows descend.
            var weights = Transposed(layer, phase + ((Rows - 1) * layer.StrideRows), -layer.StrideRows, Rows);
            var product = new LinearLayer(shape, new Models.TensorShape(1, layer.Output.Width, run), Rows, 1, 1, 1, 0, 0, weights, new float[run]);
            Kernel = new LinearKernel(product, instructions);
        }

        /// <summary>Output rows that an input row contributes to.</summary>
        public int Rows { get; }

        /// <summary>The product, or null where no kernel row reaches these input rows.</summary>
        public LinearKernel? Kernel { get; }
    }
}
