using System.Runtime.InteropServices;

namespace Steerlens.Kernels.Engines;

/// <summary>The positions at which a linear layer is computed in one call, of one or many images.</summary>
internal sealed unsafe class PositionList : IDisposable
{
    private int* _inputs;
    private int* _outputs;
    private int _count;

    public PositionList(int capacity)
    {
        _inputs = (int*)NativeMemory.Alloc((nuint)capacity, sizeof(int));
        _outputs = (int*)NativeMemory.Alloc((nuint)capacity, sizeof(int));
    }

    public void Clear() => _count = 0;

    /// <summary>Adds a rectangle of a layer's outputs.</summary>
    public void Add(LinearLayer layer, ActivationBuffer input, ActivationBuffer output, int image, Extent extent)
    {
        var inputStep = layer.StrideColumns * layer.Input.Channels;
        var outputStep = layer.Output.Channels;
        for (var row = extent.FirstRow; row < extent.FirstRow + extent.Rows; row++)
        {
            var from = input.Offset(image, (row * layer.StrideRows) - layer.PaddingTop, (extent.FirstColumn * layer.StrideColumns) - layer.PaddingLeft);
            var to = output.Offset(image, row, extent.FirstColumn);
            for (var column = 0; column < extent.Columns; column++)
            {
                _inputs[_count] = from + (column * inputStep);
                _outputs[_count] = to + (column * outputStep);
                _count++;
            }
        }
    }

    /// <summary>Positions in the list.</summary>
    public int Count => _count;

    public void Run(LinearKernel kernel, ActivationBuffer input, ActivationBuffer output) => Run(kernel, input, output, 0, _count);

    /// <summary>Computes a part of the list.</summary>
    public void Run(LinearKernel kernel, ActivationBuffer input, ActivationBuffer output, int first, int count) =>
        kernel.Run(input.Pointer, _inputs + first, input.RowPitch, output.Pointer, _outputs + first, count);

    public void Dispose()
    {
        NativeMemory.Free(_inputs);
        NativeMemory.Free(_outputs);
        _inputs = null;
        _outputs = null;
    }
}
