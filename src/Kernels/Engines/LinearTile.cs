using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Steerlens.Kernels.Engines;

/// <summary>
/// Eight positions and one to three vectors of channels, whose sums stay in registers over the whole kernel. Channels beyond whole vectors that need
/// no more than half or a quarter of one share it with those of other positions: then two or four positions are one vector.
/// </summary>
internal static unsafe class LinearTile
{
    /// <summary>Positions in a tile-></summary>
    public const int Positions = 8;

    /// <summary>The specification: one value after the other.</summary>
    /// <param name="tile">What to read and where to write.</param>
    public static void Reference(LinearTileWork* tile)
    {
        var lanes = tile->Pitch;
        for (var position = 0; position < tile->Used; position++)
        {
            for (var channel = 0; channel < tile->Channels; channel++)
            {
                var sum = (double)tile->Bias[channel];
                for (var row = 0; row < tile->Rows; row++)
                {
                    for (nint tap = 0; tap < tile->Run; tap++)
                        sum += (double)tile->Input[tile->Inputs[position] + (row * tile->RowPitch) + tap] * tile->Weights[((((row * tile->Run) + tap) * lanes) + channel)];
                }

                tile->Output[tile->Outputs[position] + channel] = (float)sum;
            }
        }
    }

    /// <summary>The kernel for a vector width, a number of vectors and of positions that share one.</summary>
    /// <param name="instructions">Vector width.</param>
    /// <param name="vectors">1 to the width's <see cref="VectorShape.GroupVectorsOf"/>.</param>
    /// <param name="shares">1 where no vector is shared, else 2 or 4.</param>
    public static delegate*<LinearTileWork*, void> Choose(InstructionSet instructions, int vectors, int shares) => instructions switch
    {
        InstructionSet.Vector512 => shares switch
        {
            1 => OfVectors<Vector512<float>, Operations512, One>(vectors),
            2 => OfVectors<Vector512<float>, Operations512, Two>(vectors),
            _ => OfVectors<Vector512<float>, Operations512, Four>(vectors),
        },
        InstructionSet.Vector256 => &Run<Vector256<float>, Operations256, One, One>,
        _ => &Run<Vector128<float>, Operations128, One, One>,
    };

    private static delegate*<LinearTileWork*, void> OfVectors<TVector, TOperations, TShares>(int vectors)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
        where TShares : unmanaged => vectors switch
        {
            1 => &Run<TVector, TOperations, One, TShares>,
            2 => &Run<TVector, TOperations, Two, TShares>,
            _ => &Run<TVector, TOperations, Three, TShares>,
        };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TVector, TOperations, TVectors, TShares>(LinearTileWork* tile)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
        where TVectors : unmanaged
        where TShares : unmanaged
    {
        var count = TOperations.Count;
        var bias = tile->Bias;
        TVector sum00 = TOperations.Load(bias), sum01 = default, sum02 = default, shared0 = default;
        if (sizeof(TVectors) > 1) sum01 = TOperations.Load(bias + count);
        if (sizeof(TVectors) > 2) sum02 = TOperations.Load(bias + (2 * count));
        if (sizeof(TShares) > 1) shared0 = TOperations.Load(bias + (sizeof(TVectors) * count));
        TVector sum10 = sum00, sum20 = sum00, sum30 = sum00, sum40 = sum00, sum50 = sum00, sum60 = sum00, sum70 = sum00;
        TVector sum11 = sum01, sum21 = sum01, sum31 = sum01, sum41 = sum01, sum51 = sum01, sum61 = sum01, sum71 = sum01;
        TVector sum12 = sum02, sum22 = sum02, sum32 = sum02, sum42 = sum02, sum52 = sum02, sum62 = sum02, sum72 = sum02;
        TVector shared1 = shared0, shared2 = shared0, shared3 = shared0;
        float* at0 = tile->Input + tile->Inputs[0], at1 = tile->Input + tile->Inputs[1], at2 = tile->Input + tile->Inputs[2], at3 = tile->Input + tile->Inputs[3];
        float* at4 = tile->Input + tile->Inputs[4], at5 = tile->Input + tile->Inputs[5], at6 = tile->Input + tile->Inputs[6], at7 = tile->Input + tile->Inputs[7];
        nint run = tile->Run, rowPitch = tile->RowPitch;
        var weights = tile->Weights;
        for (var row = tile->Rows; row > 0; row--)
        {
            for (nint tap = 0; tap < run; tap++)
            {
                var weight0 = TOperations.Load(weights);
                var weight1 = sizeof(TVectors) > 1 ? TOperations.Load(weights + count) : default;
                var weight2 = sizeof(TVectors) > 2 ? TOperations.Load(weights + (2 * count)) : default;
                var shares = sizeof(TShares) > 1 ? TOperations.Load(weights + (sizeof(TVectors) * count)) : default;
                weights += (sizeof(TVectors) + (sizeof(TShares) > 1 ? 1 : 0)) * count;
                var value0 = TOperations.Broadcast(at0[tap]);
                sum00 = TOperations.MultiplyAdd(value0, weight0, sum00);
                if (sizeof(TVectors) > 1) sum01 = TOperations.MultiplyAdd(value0, weight1, sum01);
                if (sizeof(TVectors) > 2) sum02 = TOperations.MultiplyAdd(value0, weight2, sum02);
                var value1 = TOperations.Broadcast(at1[tap]);
                sum10 = TOperations.MultiplyAdd(value1, weight0, sum10);
                if (sizeof(TVectors) > 1) sum11 = TOperations.MultiplyAdd(value1, weight1, sum11);
                if (sizeof(TVectors) > 2) sum12 = TOperations.MultiplyAdd(value1, weight2, sum12);
                if (sizeof(TShares) == 2) shared0 = TOperations.MultiplyAdd(TOperations.Join(value0, value1), shares, shared0);
                var value2 = TOperations.Broadcast(at2[tap]);
                sum20 = TOperations.MultiplyAdd(value2, weight0, sum20);
                if (sizeof(TVectors) > 1) sum21 = TOperations.MultiplyAdd(value2, weight1, sum21);
                if (sizeof(TVectors) > 2) sum22 = TOperations.MultiplyAdd(value2, weight2, sum22);
                var value3 = TOperations.Broadcast(at3[tap]);
                sum30 = TOperations.MultiplyAdd(value3, weight0, sum30);
                if (sizeof(TVectors) > 1) sum31 = TOperations.MultiplyAdd(value3, weight1, sum31);
                if (sizeof(TVectors) > 2) sum32 = TOperations.MultiplyAdd(value3, weight2, sum32);
                if (sizeof(TShares) == 2) shared1 = TOperations.MultiplyAdd(TOperations.Join(value2, value3), shares, shared1);
                if (sizeof(TShares) == 4) shared0 = TOperations.MultiplyAdd(TOperations.Join(value0, value1, value2, value3), shares, shared0);
                var value4 = TOperations.Broadcast(at4[tap]);
                sum40 = TOperations.MultiplyAdd(value4, weight0, sum40);
                if (sizeof(TVectors) > 1) sum41 = TOperations.MultiplyAdd(value4, weight1, sum41);
                if (sizeof(TVectors) > 2) sum42 = TOperations.MultiplyAdd(value4, weight2, sum42);
                var value5 = TOperations.Broadcast(at5[tap]);
                sum50 = TOperations.MultiplyAdd(value5, weight0, sum50);
                if (sizeof(TVectors) > 1) sum51 = TOperations.MultiplyAdd(value5, weight1, sum51);
                if (sizeof(TVectors) > 2) sum52 = TOperations.MultiplyAdd(value5, weight2, sum52);
                if (sizeof(TShares) == 2) shared2 = TOperations.MultiplyAdd(TOperations.Join(value4, value5), shares, shared2);
                var value6 = TOperations.Broadcast(at6[tap]);
                sum60 = TOperations.MultiplyAdd(value6, weight0, sum60);
                if (sizeof(TVectors) > 1) sum61 = TOperations.MultiplyAdd(value6, weight1, sum61);
                if (sizeof(TVectors) > 2) sum62 = TOperations.MultiplyAdd(value6, weight2, sum62);
                var value7 = TOperations.Broadcast(at7[tap]);
                sum70 = TOperations.MultiplyAdd(value7, weight0, sum70);
                if (sizeof(TVectors) > 1) sum71 = TOperations.MultiplyAdd(value7, weight1, sum71);
                if (sizeof(TVectors) > 2) sum72 = TOperations.MultiplyAdd(value7, weight2, sum72);
                if (sizeof(TShares) == 2) shared3 = TOperations.MultiplyAdd(TOperations.Join(value6, value7), shares, shared3);
                if (sizeof(TShares) == 4) shared1 = TOperations.MultiplyAdd(TOperations.Join(value4, value5, value6, value7), shares, shared1);
            }

            at0 += rowPitch;
            at1 += rowPitch;
            at2 += rowPitch;
            at3 += rowPitch;
            at4 += rowPitch;
            at5 += rowPitch;
            at6 += rowPitch;
            at7 += rowPitch;
        }

        var sums = stackalloc float[3 * 16];
        TileStore.Write<TVector, TOperations, TVectors>(tile, 0, sum00, sum01, sum02, sums);
        TileStore.Write<TVector, TOperations, TVectors>(tile, 1, sum10, sum11, sum12, sums);
        TileStore.Write<TVector, TOperations, TVectors>(tile, 2, sum20, sum21, sum22, sums);
        TileStore.Write<TVector, TOperations, TVectors>(tile, 3, sum30, sum31, sum32, sums);
        TileStore.Write<TVector, TOperations, TVectors>(tile, 4, sum40, sum41, sum42, sums);
        TileStore.Write<TVector, TOperations, TVectors>(tile, 5, sum50, sum51, sum52, sums);
        TileStore.Write<TVector, TOperations, TVectors>(tile, 6, sum60, sum61, sum62, sums);
        TileStore.Write<TVector, TOperations, TVectors>(tile, 7, sum70, sum71, sum72, sums);
        if (sizeof(TShares) == 1) return;
        TileStore.WriteShared<TVector, TOperations, TVectors, TShares>(tile, 0, shared0, sums);
        TileStore.WriteShared<TVector, TOperations, TVectors, TShares>(tile, sizeof(TShares), shared1, sums);
        if (sizeof(TShares) == 4) return;
        TileStore.WriteShared<TVector, TOperations, TVectors, TShares>(tile, 4, shared2, sums);
        TileStore.WriteShared<TVector, TOperations, TVectors, TShares>(tile, 6, shared3, sums);
    }
}
