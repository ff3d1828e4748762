using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Steerlens.Kernels.Engines;

/// <summary>
/// The gradient of a linear layer with one position with respect to its input: the sum of its weights, each channel's times that channel's gradient.
/// Channels without gradient, such as those that a ReLU closed, are left out; the others are added four at a time.
/// </summary>
internal sealed class SinglePositionBackward
{
    private const int Together = 4;

    private readonly LinearLayer _layer;
    private readonly float[] _weights;
    private readonly int _run;

    /// <summary>Keeps the weights.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="weights">Kernel rows x output channels x (kernel column x input channel).</param>
    public SinglePositionBackward(LinearLayer layer, float[] weights)
    {
        (_layer, _weights) = (layer, weights);
        _run = layer.KernelWidth * layer.Input.Channels;
    }

    /// <summary>The specification: one value after the other.</summary>
    /// <param name="gradient">One value for each output channel.</param>
    /// <param name="target">A row of the input's gradient: columns x channels; added to.</param>
    /// <param name="row">Which one.</param>
    public void AddRowScalar(ReadOnlySpan<float> gradient, Span<float> target, int row)
    {
        var kernelRow = row + _layer.PaddingTop;
        if (kernelRow >= _layer.KernelHeight) return;
        for (var at = 0; at < Reached(target); at++)
        {
            var sum = (double)target[at];
            for (var channel = 0; channel < gradient.Length; channel++) sum += (double)gradient[channel] * _weights[Start(kernelRow, channel) + at];
            target[at] = (float)sum;
        }
    }

    /// <summary>Adds to a row of the input's gradient.</summary>
    /// <param name="gradient">One value for each output channel.</param>
    /// <param name="target">A row of the input's gradient: columns x channels; added to.</param>
    /// <param name="row">Which one.</param>
    public void AddRow(ReadOnlySpan<float> gradient, Span<float> target, int row)
    {
        var kernelRow = row + _layer.PaddingTop;
        if (kernelRow >= _layer.KernelHeight) return;
        var sums = target[..Reached(target)];
        Span<int> starts = stackalloc int[Together];
        Span<float> factors = stackalloc float[Together];
        var open = 0;
        for (var channel = 0; channel < gradient.Length; channel++)
        {
            if (gradient[channel] == 0) continue;
            (starts[open], factors[open]) = (Start(kernelRow, channel), gradient[channel]);
            if (++open < Together) continue;
            Add(starts, factors, sums);
            open = 0;
        }

        if (open == 0) return;

        // The rest repeats one of them, times nothing.
        starts[open..].Fill(starts[0]);
        factors[open..].Clear();
        Add(starts, factors, sums);
    }

    private int Start(int kernelRow, int channel) => (((kernelRow * _layer.Output.Channels) + channel) * _run) + (_layer.PaddingLeft * _layer.Input.Channels);

    /// <summary>The values of a row that the kernel reads.</summary>
    private int Reached(Span<float> target) => Math.Min(target.Length, _run - (_layer.PaddingLeft * _layer.Input.Channels));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(ReadOnlySpan<int> starts, ReadOnlySpan<float> factors, Span<float> sums)
    {
        ref var weights = ref MemoryMarshal.GetArrayDataReference(_weights);
        ref var first = ref Unsafe.Add(ref weights, starts[0]);
        ref var second = ref Unsafe.Add(ref weights, starts[1]);
        ref var third = ref Unsafe.Add(ref weights, starts[2]);
        ref var fourth = ref Unsafe.Add(ref weights, starts[3]);
        ref var sum = ref MemoryMarshal.GetReference(sums);
        nuint at = 0;
        var length = (nuint)sums.Length;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; at + (nuint)Vector512<float>.Count <= length; at += (nuint)Vector512<float>.Count)
            {
                var value = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref first, at), Vector512.Create(factors[0]), Vector512.LoadUnsafe(ref sum, at));
                value = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref second, at), Vector512.Create(factors[1]), value);
                value = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref third, at), Vector512.Create(factors[2]), value);
                Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref fourth, at), Vector512.Create(factors[3]), value).StoreUnsafe(ref sum, at);
            }
        }

        for (; at + (nuint)Vector256<float>.Count <= length; at += (nuint)Vector256<float>.Count)
        {
            var value = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref first, at), Vector256.Create(factors[0]), Vector256.LoadUnsafe(ref sum, at));
            value = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref second, at), Vector256.Create(factors[1]), value);
            value = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref third, at), Vector256.Create(factors[2]), value);
            Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref fourth, at), Vector256.Create(factors[3]), value).StoreUnsafe(ref sum, at);
        }

        for (; at < length; at++)
        {
            Unsafe.Add(ref sum, at) += (Unsafe.Add(ref first, at) * factors[0]) + (Unsafe.Add(ref second, at) * factors[1])
                + (Unsafe.Add(ref third, at) * factors[2]) + (Unsafe.Add(ref fourth, at) * factors[3]);
        }
    }
}
