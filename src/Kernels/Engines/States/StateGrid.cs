using System.Diagnostics;
using Steerlens.Kernels.Occlusion;

namespace Steerlens.Kernels.Engines.States;

/// <summary>
/// A grid of windows, or some of its columns, and the states of every block of a network that it leads to. One thread computes it from the
/// input to the outputs; it is small enough for the deltas to stay in the thread's cache from one block to the next.
/// </summary>
internal sealed unsafe class StateGrid
{
    private readonly StateBlock[] _blocks;
    private readonly StateLayerAxes _input;
    private readonly StateLayerAxes _last;

    /// <summary>Makes the tables.</summary>
    /// <param name="blocks">The network.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="rows">The row classes of every block, from <see cref="RowsOf"/>.</param>
    /// <param name="ramp">How the windows' weight rises from their edges.</param>
    /// <param name="instructions">Vector width.</param>
    /// <param name="skipZeros">Whether deltas that are zero are left out.</param>
    public StateGrid(StateBlock[] blocks, WindowGrid windows, AxisClasses[] rows, EdgeRamp ramp, InstructionSet instructions, bool skipZeros)
    {
        _blocks = blocks;
        Windows = windows;
        _input = new StateLayerAxes(rows[0], AxisClasses.OfInput(blocks[0].Shape.Width, windows.Columns, ramp));
        Layers = new StateLayer[blocks.Length - 1];
        var below = _input;
        for (var index = 1; index < blocks.Length; index++)
        {
            var linear = blocks[index].Linear!;
            var axes = new StateLayerAxes(rows[index], below.Columns.Through(linear.KernelWidth, linear.StrideColumns, linear.PaddingLeft, linear.Output.Width));
            Layers[index - 1] = new StateLayer(blocks[index], blocks[index - 1], below, axes, instructions, skipZeros);
            below = axes;
        }

        _last = below;
    }

    /// <summary>The windows.</summary>
    public WindowGrid Windows { get; }

    /// <summary>The blocks after the input.</summary>
    public StateLayer[] Layers { get; }

    /// <summary>What a thread needs room for.</summary>
    public StateRoom Room
    {
        get
        {
            var room = new StateRoom
            {
                Blocks = _blocks.Length,
                Even = new StateLength((long)_input.Rows.Count * _input.Columns.Count * _blocks[0].Stride, 0),
            };
            for (var index = 0; index < Layers.Length; index++)
            {
                var length = new StateLength(Layers[index].DeltaLength, Layers[index].MaskLength);
                room = room.Or(index % 2 == 0 ? Layers[index].Room with { Odd = length } : Layers[index].Room with { Even = length });
            }

            return room;
        }
    }

    /// <summary>Multiply-adds of a frame where nothing is skipped.</summary>
    public long MultiplyAdds => Layers.Sum(layer => layer.MultiplyAdds);

    /// <summary>The row classes of every block; the same for all slices of a grid.</summary>
    public static AxisClasses[] RowsOf(StateBlock[] blocks, WindowGrid windows, EdgeRamp ramp)
    {
        var rows = new AxisClasses[blocks.Length];
        rows[0] = AxisClasses.OfInput(blocks[0].Shape.Height, windows.Rows, ramp);
        for (var index = 1; index < blocks.Length; index++)
        {
            var linear = blocks[index].Linear!;
            rows[index] = rows[index - 1].Through(linear.KernelHeight, linear.StrideRows, linear.PaddingTop, linear.Output.Height);
        }

        return rows;
    }

    /// <summary>Computes the windows' outputs.</summary>
    /// <param name="frame">The base frame.</param>
    /// <param name="fill">H x W x C: what masked pixels are replaced with.</param>
    /// <param name="scratch">The thread's room.</param>
    /// <param name="outputs">Windows of the bank x outputs.</param>
    public void Run(BaseFrame frame, float* fill, StateScratch scratch, float* outputs)
    {
        var start = Stopwatch.GetTimestamp();
        for (var row = 0; row < _blocks[0].Shape.Height; row++) MaskInput(row, frame.Before(0), frame.After(0), fill, scratch.Deltas(0));
        start = Count(scratch, 0, start);
        for (var index = 1; index < _blocks.Length; index++)
        {
            scratch.MultiplyAdds[index] += Layers[index - 1].Run(
                scratch, scratch.Deltas(index - 1), scratch.Masks(index - 1), frame.Before(index), frame.After(index), scratch.Deltas(index), scratch.Masks(index));
            start = Count(scratch, index, start);
        }

        CopyOutputs(scratch.Deltas(_blocks.Length - 1), frame.After(_blocks.Length - 1), outputs);
    }

    private static long Count(StateScratch scratch, int block, long start)
    {
        var now = Stopwatch.GetTimestamp();
        scratch.Steps[block] += now - start;
        return now;
    }

    /// <summary>The deltas of one row of the input: weight x (fill - pixel), through the element-wise layers before the first linear one.</summary>
    /// <param name="row">The row.</param>
    /// <param name="before">The input.</param>
    /// <param name="after">The input after the element-wise layers.</param>
    /// <param name="fill">What masked pixels are replaced with.</param>
    /// <param name="destination">Row classes x column classes x channels.</param>
    private void MaskInput(int row, float* before, float* after, float* fill, float* destination)
    {
        var block = _blocks[0];
        var channels = block.Stride;
        var (rows, columns) = (_input.Rows, _input.Columns);
        for (var rowClass = rows.Starts[row]; rowClass < rows.Starts[row + 1]; rowClass++)
        {
            for (var columnClass = 0; columnClass < columns.Count; columnClass++)
            {
                var weight = rows.Weights[rowClass] * columns.Weights[columnClass];
                var pixel = ((row * block.Shape.Width) + columns.Position[columnClass]) * channels;
                var state = destination + (_input.StateOf(rowClass, columnClass) * channels);
                for (var channel = 0; channel < channels; channel++)
                {
                    state[channel] = weight * (fill[pixel + channel] - before[pixel + channel]);
                    if (block.Chain.Length > 0) state[channel] += before[pixel + channel];
                }

                if (block.Chain.Length > 0) StateChain.Apply(block, new Span<float>(state, channels), new ReadOnlySpan<float>(after + pixel, channels));
            }
        }
    }

    /// <summary>Looks up every window's outputs.</summary>
    /// <param name="deltas">The last block's deltas.</param>
    /// <param name="after">The base frame's outputs: positions x stride.</param>
    /// <param name="outputs">Windows of the bank x outputs.</param>
    private void CopyOutputs(float* deltas, float* after, float* outputs)
    {
        var block = _blocks[^1];
        var (height, width, channels) = (block.Shape.Height, block.Shape.Width, block.Shape.Channels);
        for (var pair = 0; pair < Windows.Windows.Length; pair++)
        {
            var (rowInterval, columnInterval) = (pair / Windows.Columns.Length, pair % Windows.Columns.Length);
            foreach (var window in Windows.Windows[pair])
            {
                var output = outputs + ((long)window * block.Shape.Length);
                for (var row = 0; row < height; row++)
                {
                    var rowClass = _last.Rows.OfInterval[(rowInterval * height) + row];
                    for (var column = 0; column < width; column++)
                    {
                        var columnClass = _last.Columns.OfInterval[(columnInterval * width) + column];
                        var unchanged = after + (((row * width) + column) * block.Stride);
                        var isChanged = rowClass != AxisClasses.None && columnClass != AxisClasses.None;
                        var delta = isChanged ? deltas + (_last.StateOf(rowClass, columnClass) * block.Stride) : null;
                        for (var channel = 0; channel < channels; channel++) *output++ = isChanged ? unchanged[channel] + delta[channel] : unchanged[channel];
                    }
                }
            }
        }
    }
}
