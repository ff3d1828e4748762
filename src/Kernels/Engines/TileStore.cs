using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Steerlens.Kernels.Engines;

/// <summary>Writes the sums of a <see cref="LinearTile"/> to where they belong.</summary>
internal static unsafe class TileStore
{
    /// <summary>Writes the vectors that a position has for itself.</summary>
    /// <param name="tile">Where to.</param>
    /// <param name="position">Which position.</param>
    /// <param name="first">Its first vector.</param>
    /// <param name="second">Its second vector, if it has one.</param>
    /// <param name="third">Its third vector, if it has one.</param>
    /// <param name="sums">Scratch memory for three vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TVector, TOperations, TVectors>(LinearTileWork* tile, int position, TVector first, TVector second, TVector third, float* sums)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
        where TVectors : unmanaged
    {
        if (position >= tile->Used) return;
        var output = tile->Output + tile->Outputs[position];
        if (tile->Channels >= sizeof(TVectors) * TOperations.Count)
        {
            TOperations.Store(first, output);
            if (sizeof(TVectors) > 1) TOperations.Store(second, output + TOperations.Count);
            if (sizeof(TVectors) > 2) TOperations.Store(third, output + (2 * TOperations.Count));
            return;
        }

        TOperations.Store(first, sums);
        if (sizeof(TVectors) > 1) TOperations.Store(second, sums + TOperations.Count);
        if (sizeof(TVectors) > 2) TOperations.Store(third, sums + (2 * TOperations.Count));
        Copy(sums, output, tile->Channels);
    }

    /// <summary>Writes a vector that positions share.</summary>
    /// <param name="tile">Where to.</param>
    /// <param name="position">The first of the positions.</param>
    /// <param name="shared">The vector.</param>
    /// <param name="sums">Scratch memory for a vector.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteShared<TVector, TOperations, TVectors, TShares>(LinearTileWork* tile, int position, TVector shared, float* sums)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
        where TVectors : unmanaged
        where TShares : unmanaged
    {
        TOperations.Store(shared, sums);
        var first = sizeof(TVectors) * TOperations.Count;
        for (var share = 0; share < sizeof(TShares); share++)
        {
            if (position + share >= tile->Used) return;
            Copy(sums + (share * TOperations.Count / sizeof(TShares)), tile->Output + tile->Outputs[position + share] + first, tile->Channels - first);
        }
    }

    /// <summary>Copies a few values; a call of the general copy would take longer than they do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(float* from, float* to, int count)
    {
        for (; count >= Vector256<float>.Count; count -= Vector256<float>.Count)
        {
            Vector256.Load(from).Store(to);
            from += Vector256<float>.Count;
            to += Vector256<float>.Count;
        }

        if (count >= Vector128<float>.Count)
        {
            Vector128.Load(from).Store(to);
            from += Vector128<float>.Count;
            to += Vector128<float>.Count;
            count -= Vector128<float>.Count;
        }

        for (; count > 0; count--) *to++ = *from++;
    }
}
