using System.Runtime.CompilerServices;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Engines.States;

namespace Steerlens.Kernels.Tests.Occlusion;

/// <summary>Every tile shape of every vector width beside the scalar specification, on memory that nothing else may be written to.</summary>
public sealed unsafe class StateKernelTests
{
    private const float Untouched = 1e30f;

    [Fact]
    public void Multiply_EveryShape_EqualsReference()
    {
        var shapes = 0;
        foreach (var set in InstructionSets.Available)
        {
            for (var rows = 1; rows <= StateKernel.HeightOf(set); rows++)
            {
                for (var vectors = 1; vectors <= StateKernel.VectorsOf(set, rows); vectors++)
                {
                    foreach (var count in new[] { 0, 1, 2, 37 }) Check(set, rows, vectors, count);
                    shapes++;
                }
            }
        }

        Assert.True(shapes >= 17, $"{shapes} shapes");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(24, 3)]
    [InlineData(64, 1)]
    [InlineData(65, 2)]
    [InlineData(200, 8)]
    public void OfColumn_AnyMasks_ListsTheChannelsThatAreSetInOne(int channels, int rows)
    {
        var random = new Random(channels);
        var words = (channels + 63) / 64;
        var masks = GC.AllocateArray<ulong>(words * rows, pinned: true);
        for (var index = 0; index < 3 * rows; index++)
        {
            var channel = random.Next(channels);
            masks[(random.Next(rows) * words) + (channel / 64)] |= 1UL << (channel % 64);
        }

        var list = GC.AllocateArray<int>(channels + LiveInputs.Slack, pinned: true);
        var count = LiveInputs.OfColumn((ulong*)Unsafe.AsPointer(ref masks[0]), rows, words, channels, (int*)Unsafe.AsPointer(ref list[0]));
        var expected = Enumerable.Range(0, channels).Where(channel => Enumerable.Range(0, rows).Any(row => ((masks[(row * words) + (channel / 64)] >> (channel % 64)) & 1) != 0));
        Assert.Equal(expected, list[..count]);
    }

    private static void Check(InstructionSet set, int rows, int vectors, int count)
    {
        var (values, pitch, step) = (vectors * VectorShape.LanesOf(set), (vectors * VectorShape.LanesOf(set)) + 5, (vectors * VectorShape.LanesOf(set)) + 3);
        var random = new Random(count);
        var source = Pin(RandomNetwork.Values(1, 64 * StateKernel.Rows));
        var weights = Pin(RandomNetwork.Values(2, 64 * pitch));
        int[] inputs = Pin([.. Enumerable.Range(0, count + 1).Select(_ => random.Next(64))]);
        int[] places = Pin([.. Enumerable.Range(0, count + 1).Select(_ => random.Next(64))]);
        var (actual, expected) = (Pin(Enumerable.Repeat(Untouched, (rows * step) + 8).ToArray()), Pin(Enumerable.Repeat(Untouched, (rows * step) + 8).ToArray()));
        var tile = new StateTile
        {
            Source = Pointer(source),
            SourcePitch = 64,
            Inputs = Pointer(inputs),
            Weights = Pointer(places),
            Count = count,
            Height = rows,
            Output = Pointer(actual),
            OutputPitch = step,
        };
        StateKernel.Choose(set, rows, vectors)(&tile, Pointer(weights), pitch, 2);
        tile.Output = Pointer(expected);
        StateKernel.Reference(&tile, Pointer(weights), pitch, 2, values);
        for (var index = 0; index < expected.Length; index++)
            Assert.True(Math.Abs(expected[index] - actual[index]) <= 1e-5, $"{set}, {rows} x {vectors}, {count} entries, value {index}: {actual[index]} instead of {expected[index]}");
    }

    private static T[] Pin<T>(T[] values)
        where T : unmanaged
    {
        var pinned = GC.AllocateArray<T>(values.Length, pinned: true);
        values.CopyTo(pinned, 0);
        return pinned;
    }

    private static T* Pointer<T>(T[] pinned)
        where T : unmanaged => (T*)Unsafe.AsPointer(ref pinned[0]);
}
