using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Steerlens.Kernels.Engines.States;

/// <summary>Lists the inputs that are not zero in all states of a tile: first for each column class below, then for each tile tap after tap.</summary>
internal static unsafe class LiveInputs
{
    /// <summary>Integers that are written at a time: a list needs this much room beyond its end.</summary>
    public const int Slack = 8;

    /// <summary>For each byte of mask its set bits' numbers, in ascending order: 256 x 8.</summary>
    private static readonly int[] SetBits = MakeBits();

    /// <summary>The channels of one column class below that are not zero in one of some row classes.</summary>
    /// <param name="masks">The masks of the row classes, one after the other.</param>
    /// <param name="rows">Row classes.</param>
    /// <param name="words">Words of a mask.</param>
    /// <param name="count">Channels.</param>
    /// <param name="channels">Receives the channels, in ascending order.</param>
    /// <returns>How many.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int OfColumn(ulong* masks, int rows, int words, int count, int* channels)
    {
        var bits = (int*)Unsafe.AsPointer(ref SetBits[0]);
        var start = channels;
        for (var word = 0; word < words; word++)
        {
            var live = masks[word];
            for (var row = 1; row < rows; row++) live |= masks[(row * words) + word];

            // Eight channels at a time without a branch on the mask: a loop over set bits would be mispredicted at its end.
            var end = Math.Min(count, (word + 1) * 64);
            for (var channel = word * 64; channel < end; channel += 8)
            {
                (Vector256.Load(bits + ((live & 0xff) * 8)) + Vector256.Create(channel)).Store(channels);
                channels += BitOperations.PopCount(live & 0xff);
                live >>= 8;
            }
        }

        return (int)(channels - start);
    }

    /// <summary>Appends the channels of one tap to a tile's entries.</summary>
    /// <param name="channels">The channels.</param>
    /// <param name="count">How many.</param>
    /// <param name="input">The offset of the tap's channel 0 in the source.</param>
    /// <param name="weight">The number of the weights of the tap's channel 0.</param>
    /// <param name="inputs">Receives the entries' inputs.</param>
    /// <param name="weights">Receives the entries' weights.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Append(int* channels, int count, int input, int weight, int* inputs, int* weights)
    {
        var (inputStart, weightStart) = (Vector256.Create(input), Vector256.Create(weight));
        for (var index = 0; index < count; index += Vector256<int>.Count)
        {
            var channel = Vector256.Load(channels + index);
            (channel + inputStart).Store(inputs + index);
            (channel + weightStart).Store(weights + index);
        }
    }

    private static int[] MakeBits()
    {
        var bits = GC.AllocateArray<int>(256 * 8, pinned: true);
        for (var mask = 0; mask < 256; mask++)
        {
            var next = mask * 8;
            for (var bit = 0; bit < 8; bit++)
            {
                if ((mask & (1 << bit)) != 0) bits[next++] = bit;
            }
        }

        return bits;
    }
}
