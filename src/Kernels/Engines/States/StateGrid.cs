using Steerlens.Kernels.Occlusion;

namespace Steerlens.Kernels.Engines.States;

/// <summary>A grid of windows and the states of every block of a network that it leads to.</summary>
internal sealed unsafe class StateGrid
{
    private readonly StateBlock[] _blocks;
    private readonly StateLayerAxes _input;
    private readonly StateLayerAxes _last;

    public StateGrid(StateBlock[] blocks, WindowGrid windows, EdgeRamp ramp, InstructionSet instructions, bool skipZeros)
    {
        _blocks = blocks;
        Windows = windows;
        var input = blocks[0].Shape;
        _input = new StateLayerAxes(AxisClasses.OfInput(input.Height, windows.Rows, ramp), AxisClasses.OfInput(input.Width, windows.Columns, ramp));
        Layers = new StateLayer[blocks.Length - 1];
        var below = _input;
        for (var index = 1; index < blocks.Length; index++)
        {
            var linear = blocks[index].Linear!;
            var axes = new StateLayerAxes(
                below.Rows.Through(linear.KernelHeight, linear.StrideRows, linear.PaddingTop, linear.Output.Height),
                below.Columns.Through(linear.KernelWidth, linear.StrideColumns, linear.PaddingLeft, linear.Output.Width));
            Layers[index - 1] = new StateLayer(blocks[index], blocks[index - 1], below, axes, instructions, skipZeros);
            below = axes;
        }

        _last = below;
    }

    /// <summary>The windows.</summary>
    public WindowGrid Windows { get; }

    /// <summary>The blocks after the input.</summary>
    public StateLayer[] Layers { get; }

    /// <summary>Rows of the input: pieces of work of <see cref="MaskInput"/>.</summary>
    public int InputTasks => _input.Rows.Extent;

    /// <summary>Values of the input's deltas.</summary>
    public long InputLength => (long)_input.Rows.Count * _input.Columns.Count * _blocks[0].Stride;

    /// <summary>Multiply-adds of a frame where nothing is skipped.</summary>
    public long MultiplyAdds => Layers.Sum(layer => layer.MultiplyAdds);

    /// <summary>The deltas of one row of the input: weight x (fill - pixel), through the element-wise layers before the first linear one.</summary>
    /// <param name="row">The row.</param>
    /// <param name="before">The input.</param>
    /// <param name="after">The input after the element-wise layers.</param>
    /// <param name="fill">What masked pixels are replaced with.</param>
    /// <param name="destination">Row classes x column classes x channels.</param>
    public void MaskInput(int row, float* before, float* after, float* fill, float* destination)
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
    public void CopyOutputs(float* deltas, float* after, float* outputs)
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
