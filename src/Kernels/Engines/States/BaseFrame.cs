using System.Runtime.InteropServices;

namespace Steerlens.Kernels.Engines.States;

/// <summary>A frame's activations as the sums need them: without margins, and with room for whole vectors.</summary>
internal sealed unsafe class BaseFrame : IDisposable
{
    private readonly StateBlock[] _blocks;
    private readonly NativeBuffer[] _before;
    private readonly NativeBuffer[] _after;

    public BaseFrame(StateBlock[] blocks)
    {
        _blocks = blocks;
        _before = [.. blocks.Select(Positions)];
        _after = [.. blocks.Select(Positions)];
    }

    /// <summary>Bytes held.</summary>
    public long Bytes => sizeof(float) * _before.Concat(_after).Sum(buffer => buffer.Length);

    /// <summary>The activations before a block's element-wise layers: positions x stride of the block.</summary>
    public float* Before(int block) => _before[block].Pointer;

    /// <summary>The activations after them.</summary>
    public float* After(int block) => _after[block].Pointer;

    /// <summary>Copies a frame's activations.</summary>
    public void CopyFrom(CpuPass pass)
    {
        for (var index = 0; index < _blocks.Length; index++)
        {
            var block = _blocks[index];
            if (index == 0 || block.Epilogue != StateEpilogue.None) Copy(pass.Of(block.First), _before[index].Pointer, block.Stride);
            if (block.Epilogue == StateEpilogue.Any || index == 0 || index == _blocks.Length - 1) Copy(pass.Of(block.Last), _after[index].Pointer, block.Stride);
        }
    }

    public void Dispose()
    {
        foreach (var buffer in _before) buffer.Dispose();
        foreach (var buffer in _after) buffer.Dispose();
    }

    private static NativeBuffer Positions(StateBlock block) => new(((long)block.Shape.Height * block.Shape.Width * block.Stride) + 16);

    private static void Copy(ActivationBuffer source, float* destination, int stride)
    {
        var (height, width, channels) = (source.Shape.Height, source.Shape.Width, source.Shape.Channels);
        for (var row = 0; row < height; row++)
        {
            var from = source.Pointer + source.Offset(0, row, 0);
            var to = destination + ((long)row * width * stride);
            if (stride == channels)
            {
                NativeMemory.Copy(from, to, (nuint)(width * channels * sizeof(float)));
                continue;
            }

            for (var column = 0; column < width; column++)
                NativeMemory.Copy(from + (column * channels), to + ((long)column * stride), (nuint)(channels * sizeof(float)));
        }
    }
}
