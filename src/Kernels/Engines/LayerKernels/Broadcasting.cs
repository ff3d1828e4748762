using System.Numerics.Tensors;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines.LayerKernels;

/// <summary>What layers have in common whose inputs may have a single position that counts everywhere.</summary>
internal static class Broadcasting
{
    /// <summary>The outputs that change: where one of the inputs does, and everywhere if a single position does.</summary>
    public static Extent Through(TensorShape output, TensorShape[] inputs, ReadOnlySpan<Extent> extents)
    {
        var result = default(Extent);
        for (var index = 0; index < extents.Length; index++)
        {
            if (extents[index].Count == 0) continue;
            result = result.Joined(inputs[index] == output ? extents[index] : Extent.Whole(output));
        }

        return result;
    }

    /// <summary>Adds a row of gradients to an input's: to the same row, or all of it to the single position.</summary>
    public static void Add(ReadOnlySpan<float> row, ActivationBuffer destination, int at, bool isWhole)
    {
        if (isWhole)
        {
            var target = destination.Row(0, at, Extent.Whole(destination.Shape));
            TensorPrimitives.Add(target, row, target);
            return;
        }

        var single = destination.Position(0, 0, 0);
        if (single.Length == 1)
        {
            single[0] += TensorPrimitives.Sum(row);
            return;
        }

        for (var position = 0; position < row.Length; position += single.Length) TensorPrimitives.Add(single, row.Slice(position, single.Length), single);
    }
}
