namespace Steerlens.Kernels.Engines.States;

/// <summary>The element-wise layers of a block on one state, for any of them in any order.</summary>
internal static class StateChain
{
    /// <summary>Turns values before the layers into deltas after them.</summary>
    /// <param name="block">The block.</param>
    /// <param name="values">Base + sum, one value for each channel; overwritten with the delta.</param>
    /// <param name="after">The base frame after the layers.</param>
    public static void Apply(StateBlock block, Span<float> values, ReadOnlySpan<float> after)
    {
        foreach (var layer in block.Chain) ElementwiseKernel.Apply(layer, values, values);
        System.Numerics.Tensors.TensorPrimitives.Subtract(values, after, values);
    }

    /// <summary>Sets a bit for each channel that is not zero.</summary>
    public static void Mark(ReadOnlySpan<float> deltas, Span<ulong> mask)
    {
        mask.Clear();
        for (var channel = 0; channel < deltas.Length; channel++)
        {
            if (deltas[channel] != 0) mask[channel >> 6] |= 1UL << channel;
        }
    }
}
