using System.Numerics.Tensors;

namespace Steerlens.Kernels.Engines;

/// <summary>
/// The gradient of a linear layer with respect to its input, one row of the input at a time. The output rows that a row of the input
/// contributes to lie next to each other, so what they hand back to the span under each output column is a matrix product over
/// (output rows x output channels), which <see cref="LinearKernel"/> computes. Spans overlap: those that do lie in different lanes of the scratch memory,
/// so that nothing is read and written again; the lanes are then added up.
/// </summary>
internal sealed unsafe class LinearBackwardKernel : IDisposable
{
    private readonly LinearLayer _layer;
    private readonly int _run;
    private readonly SinglePositionBackward? _single;
    private readonly Phase[] _phases = [];
    private readonly int[] _inputs;
    private readonly int[] _outputs;
    private readonly NativeBuffer[] _spans;
    private readonly int _lanes;
    private readonly int _lanePitch;

    /// <summary>Packs the weights.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="instructions">Vector width.</param>
    /// <param name="workers">Threads that may run rows at the same time.</param>
    public LinearBackwardKernel(LinearLayer layer, InstructionSet instructions, int workers)
    {
        _layer = layer;
        _run = layer.KernelWidth * layer.Input.Channels;
        if (layer.Output is { Height: 1, Width: 1 })
        {
            (_single, _inputs, _outputs, _spans) = (new SinglePositionBackward(layer, Transposed(layer, 0, 1, layer.KernelHeight, _run)), [], [], []);
            return;
        }

        var columns = layer.Output.Width;
        var step = layer.StrideColumns * layer.Input.Channels;
        _lanes = (layer.KernelWidth + layer.StrideColumns - 1) / layer.StrideColumns;

        // A span that almost fills its last vector is written as whole vectors, where the next one in its lane begins behind them.
        var vector = VectorShape.LanesOf(instructions);
        var whole = (_run + vector - 1) / vector * vector;
        var span = whole - _run < vector / 2 && whole <= _lanes * step ? whole : _run;
        _phases = [.. Enumerable.Range(0, layer.StrideRows).Select(phase => new Phase(layer, phase, span, instructions))];
        _lanePitch = Math.Max(((columns - 1) * step) + span, (layer.PaddingLeft + layer.Input.Width) * layer.Input.Channels);
        _inputs = [.. Enumerable.Range(0, columns).Select(column => column * layer.Output.Channels)];
        _outputs = [.. Enumerable.Range(0, columns).Select(column => (column % _lanes * _lanePitch) + (column * step))];
        _spans = [.. Enumerable.Range(0, workers).Select(_ => new NativeBuffer((long)_lanes * _lanePitch))];
    }

    /// <summary>Multiply-adds of one run.</summary>
    public long Products => (long)_layer.Weights.Length * _layer.Output.Height * _layer.Output.Width;

    /// <summary>Computes rows of the input's gradient.</summary>
    /// <param name="outputGradient">One image.</param>
    /// <param name="inputGradient">One image.</param>
    /// <param name="firstRow">The first row of the input.</param>
    /// <param name="rows">Rows of the input.</param>
    /// <param name="worker">The caller's number: each has its own scratch memory.</param>
    /// <param name="overwrites">Whether the rows are set instead of added to.</param>
    public void Run(ActivationBuffer outputGradient, ActivationBuffer inputGradient, int firstRow, int rows, int worker, bool overwrites)
    {
        var whole = Extent.Whole(_layer.Input);
        for (var row = firstRow; row < firstRow + rows; row++)
        {
            if (overwrites && (_single is not null || !IsReached(row))) inputGradient.Row(0, row, whole).Clear();
            if (_single is not null) _single.AddRow(outputGradient.Position(0, 0, 0), inputGradient.Row(0, row, whole), row);
            else if (IsReached(row)) RunRow(outputGradient, inputGradient.Row(0, row, whole), row, _spans[worker].Pointer, overwrites);
        }
    }

    public void Dispose()
    {
        foreach (var phase in _phases) phase.Kernel?.Dispose();
        foreach (var spans in _spans) spans.Dispose();
    }

    private bool IsReached(int row) => RowsAt(row).Count > 0;

    /// <summary>The output rows that an input row contributes to.</summary>
    private (int First, int Count) RowsAt(int row)
    {
        var last = (row + _layer.PaddingTop) / _layer.StrideRows;
        var first = Math.Max(0, last - _phases[(row + _layer.PaddingTop) % _layer.StrideRows].Rows + 1);
        return (first, Math.Min(last, _layer.Output.Height - 1) - first + 1);
    }

    private void RunRow(ActivationBuffer outputGradient, Span<float> target, int row, float* spans, bool overwrites)
    {
        var phase = _phases[(row + _layer.PaddingTop) % _layer.StrideRows];
        var (first, rows) = RowsAt(row);
        var skipped = first - (((row + _layer.PaddingTop) / _layer.StrideRows) - phase.Rows + 1);
        fixed (int* inputs = _inputs, outputs = _outputs)
            phase.Kernel!.Run(outputGradient.Pointer + outputGradient.Offset(0, first, 0), inputs, outputGradient.RowPitch, spans, outputs, _inputs.Length, skipped, rows);

        for (var lane = 0; lane < _lanes; lane++)
        {
            var values = new ReadOnlySpan<float>(spans + (lane * _lanePitch) + (_layer.PaddingLeft * _layer.Input.Channels), target.Length);
            if (lane == 0 && overwrites) values.CopyTo(target);
            else TensorPrimitives.Add(target, values, target);
        }
    }

    /// <summary>
    /// Every <paramref name="step"/>th kernel row from <paramref name="first"/> on: rows x output channels x (kernel column x input channel), these filled up with
    /// zeros to <paramref name="span"/> values.
    /// </summary>
    private static float[] Transposed(LinearLayer layer, int first, int step, int rows, int span)
    {
        var (run, channels) = (layer.KernelWidth * layer.Input.Channels, layer.Output.Channels);
        var weights = new float[rows * channels * span];
        for (var row = 0; row < rows; row++)
        {
            for (var tap = 0; tap < run; tap++)
            {
                for (var channel = 0; channel < channels; channel++)
                    weights[(((row * channels) + channel) * span) + tap] = layer.Weights[((((first + (row * step)) * run) + tap) * channels) + channel];
            }
        }

        return weights;
    }

    /// <summary>What the input rows have in common whose number leaves the same rest: the kernel rows that reach them.</summary>
    private sealed class Phase
    {
        public Phase(LinearLayer layer, int phase, int span, InstructionSet instructions)
        {
            Rows = Math.Max(0, (layer.KernelHeight - phase + layer.StrideRows - 1) / layer.StrideRows);
            if (Rows == 0) return;
            var shape = new Models.TensorShape(Rows, layer.Output.Width, layer.Output.Channels);

            // The output rows ascend while the kernel rows descend.
            var weights = Transposed(layer, phase + ((Rows - 1) * layer.StrideRows), -layer.StrideRows, Rows, span);
            var product = new LinearLayer(shape, new Models.TensorShape(1, layer.Output.Width, span), Rows, 1, 1, 1, 0, 0, weights, new float[span]);
            Kernel = new LinearKernel(product, instructions);
        }

        /// <summary>Output rows that an input row contributes to, as far as there are so many.</summary>
        public int Rows { get; }

        /// <summary>The product, or null where no kernel row reaches these input rows.</summary>
        public LinearKernel? Kernel { get; }
    }
}
