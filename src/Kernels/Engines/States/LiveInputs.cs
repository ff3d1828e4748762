using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Steerlens.Kernels.Engines.States;

/// <summary>Lists the inputs that are not zero in all states of a tile: first for each column class below, then for each tile tap after tap.</summary>
internal static unsafe class LiveInputs
{
    /// <summary>Integers that are written at a time: a list needs this much room beyond its end.</summary>
    public const int Slack = 8;

    /// <summary>The channels of one column class below that are not zero in one of some row classes.</summary>
    /// <param name="masks">The masks of the first row class.</param>
    /// <param name="pitch">Words from one row class to the next.</param>
    /// <param name="rows">Row classes.</param>
    /// <param name="words">Words of a mask.</param>
    /// <param name="channels">Receives the channels, in ascending order.</param>
    /// <returns>How many.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int OfColumn(ulong* masks, nint pitch, int rows, int words, int* channels)
    {
        var count = 0;
        for (var word = 0; word < words; word++)
        {
            var live = masks[word];
            for (nint row = 1; row < rows; row++) live |= masks[(row * pitch) + word];
            while (live != 0)
            {
                channels[count++] = (word * 64) + BitOperations.TrailingZeroCount(live);
                live &= live - 1;
            }
        }

        return count;
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
}
