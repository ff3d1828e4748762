using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Steerlens.Kernels.Engines;

/// <summary>The maximum over a rectangle of positions, all channels. The last vector of channels begins early enough to be whole.</summary>
internal static unsafe class MaximumTile
{
    /// <summary>The specification: one value after the other.</summary>
    /// <param name="input">The first position's first channel.</param>
    /// <param name="rowPitch">Values from one row to the next.</param>
    /// <param name="rows">Rows, at least 1.</param>
    /// <param name="columns">Columns, at least 1.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="output">One value for each channel.</param>
    public static void RunScalar(float* input, nint rowPitch, int rows, int columns, int channels, float* output)
    {
        for (var channel = 0; channel < channels; channel++)
        {
            output[channel] = input[channel];
            for (var position = 1; position < rows * columns; position++)
                output[channel] = Math.Max(output[channel], input[(position / columns * rowPitch) + (position % columns * channels) + channel]);
        }
    }

    /// <summary>The same with the widest vectors that the channels fill.</summary>
    /// <param name="input">The first position's first channel.</param>
    /// <param name="rowPitch">Values from one row to the next.</param>
    /// <param name="rows">Rows, at least 1.</param>
    /// <param name="columns">Columns, at least 1.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="output">One value for each channel.</param>
    /// <param name="instructions">The widest vectors there are.</param>
    public static void Run(float* input, nint rowPitch, int rows, int columns, int channels, float* output, InstructionSet instructions)
    {
        if (instructions == InstructionSet.Vector512 && channels >= Operations512.Count) Run<Vector512<float>, Operations512>(input, rowPitch, rows, columns, channels, output);
        else if (instructions >= InstructionSet.Vector256 && channels >= Operations256.Count) Run<Vector256<float>, Operations256>(input, rowPitch, rows, columns, channels, output);
        else if (channels >= Operations128.Count) Run<Vector128<float>, Operations128>(input, rowPitch, rows, columns, channels, output);
        else RunScalar(input, rowPitch, rows, columns, channels, output);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TVector, TOperations>(float* input, nint rowPitch, int rows, int columns, int channels, float* output)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
    {
        for (var channel = 0; channel < channels; channel += TOperations.Count)
        {
            var first = Math.Min(channel, channels - TOperations.Count);
            var most = TOperations.Load(input + first);
            for (var row = 0; row < rows; row++)
            {
                var at = input + (row * rowPitch) + first;
                for (var column = 0; column < columns; column++)
                {
                    most = TOperations.MaxOrNaN(most, TOperations.Load(at));
                    at += channels;
                }
            }

            TOperations.Store(most, output + first);
        }
    }
}
