using System.Runtime.InteropServices;

namespace Steerlens.Kernels.Engines.States;

/// <summary>The memory that all plans of an engine share: the deltas and masks of two blocks in turn, and the base frame as they need it.</summary>
internal sealed unsafe class StateBuffers : IDisposable
{
    private readonly StateBlock[] _blocks;
    private readonly NativeBuffer[] _before;
    private readonly NativeBuffer[] _after;
    private readonly NativeBuffer?[] _deltas = new NativeBuffer?[2];
    private readonly NativeBuffer?[] _masks = new NativeBuffer?[2];

    public StateBuffers(StateBlock[] blocks)
    {
        _blocks = blocks;
        _before = [.. blocks.Select(Positions)];
        _after = [.. blocks.Select(Positions)];
    }

    /// <summary>Bytes held.</summary>
    public long Bytes => sizeof(float) * (_before.Concat(_after).Sum(buffer => buffer.Length) + _deltas.Concat(_masks).Sum(buffer => buffer?.Length ?? 0));

    /// <summary>Bytes of deltas and masks that grids need, one at a time.</summary>
    public static long BytesFor(StateBlock[] blocks, IReadOnlyCollection<StateGrid> grids)
    {
        var sum = 0L;
        for (var parity = 0; parity < 2; parity++)
            sum += sizeof(float) * (grids.Max(grid => DeltaLength(grid, parity)) + grids.Max(grid => MaskLength(grid, parity)));
        return sum + (2L * sizeof(float) * blocks.Sum(block => (long)block.Shape.Height * block.Shape.Width * block.Stride));
    }

    /// <summary>Makes sure that a plan's grids have room.</summary>
    public void Reserve(OcclusionPlan plan)
    {
        if (plan.Grids.Length == 0) return;
        for (var parity = 0; parity < 2; parity++)
        {
            Grow(ref _deltas[parity], plan.Grids.Max(grid => DeltaLength(grid, parity)));
            Grow(ref _masks[parity], plan.Grids.Max(grid => MaskLength(grid, parity)));
        }
    }

    /// <summary>Copies a frame's activations, without margins and with room for whole vectors.</summary>
    public void CopyBase(CpuPass pass)
    {
        for (var index = 0; index < _blocks.Length; index++)
        {
            var block = _blocks[index];
            if (index == 0 || block.Epilogue != StateEpilogue.None) Copy(pass.Of(block.First), _before[index].Pointer, block.Stride);
            if (block.Epilogue == StateEpilogue.Any || index == 0 || index == _blocks.Length - 1) Copy(pass.Of(block.Last), _after[index].Pointer, block.Stride);
        }
    }

    /// <summary>The base frame before a block's element-wise layers.</summary>
    public float* Before(int block) => _before[block].Pointer;

    /// <summary>The base frame after them.</summary>
    public float* After(int block) => _after[block].Pointer;

    /// <summary>The deltas of a block.</summary>
    public float* Deltas(int block) => _deltas[block % 2]!.Pointer;

    /// <summary>The masks of a block.</summary>
    public ulong* Masks(int block) => (ulong*)_masks[block % 2]!.Pointer;

    public void Dispose()
    {
        foreach (var buffer in _before) buffer.Dispose();
        foreach (var buffer in _after) buffer.Dispose();
        foreach (var buffer in _deltas) buffer?.Dispose();
        foreach (var buffer in _masks) buffer?.Dispose();
    }

    private static NativeBuffer Positions(StateBlock block) => new(((long)block.Shape.Height * block.Shape.Width * block.Stride) + 16);

    private static long DeltaLength(StateGrid grid, int parity)
    {
        var most = parity == 0 ? grid.InputLength : 0;
        for (var index = 0; index < grid.Layers.Length; index++)
        {
            if ((index + 1) % 2 == parity) most = Math.Max(most, grid.Layers[index].DeltaLength);
        }

        return most;
    }

    private static long MaskLength(StateGrid grid, int parity)
    {
        var most = 0L;
        for (var index = 0; index < grid.Layers.Length; index++)
        {
            if ((index + 1) % 2 == parity) most = Math.Max(most, grid.Layers[index].MaskLength * sizeof(ulong) / sizeof(float));
        }

        return most;
    }

    private static void Grow(ref NativeBuffer? buffer, long length)
    {
        if (buffer is not null && buffer.Length >= length) return;
        buffer?.Dispose();
        buffer = new NativeBuffer(length);
    }

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
