using System.Numerics.Tensors;
using Steerlens.Kernels.Engines.LayerKernels;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>
/// A layer of the forward pass, cut into units that are computed independently of one another: several threads may run different units of the same
/// frame. Activations that follow a layer are applied to its units while they are still in the cache.
/// </summary>
internal abstract class ForwardStep : IDisposable
{
    /// <summary>Units: positions, rows or output channels.</summary>
    public abstract int Units { get; }

    /// <summary>Units that are computed together: a part is a multiple of them.</summary>
    public abstract int Granule { get; }

    /// <summary>About how many multiply-adds all units take.</summary>
    public abstract long Cost { get; }

    /// <summary>The steps of a network, in order.</summary>
    /// <param name="network">The network.</param>
    /// <param name="linear">The linear views of its layers, null for the others.</param>
    /// <param name="kernels">Their kernels.</param>
    /// <param name="others">The kernels of the others.</param>
    /// <param name="instructions">Vector width.</param>
    public static ForwardStep[] Of(Network network, LinearLayer?[] linear, LinearKernel?[] kernels, ILayerKernel?[] others, InstructionSet instructions)
    {
        var steps = new List<ForwardStep>();
        for (var index = 0; index < network.Layers.Count; index++)
        {
            if (linear[index] is not { } layer)
            {
                steps.Add(new RowStep(network.Layers[index], index, others[index]!));
                continue;
            }

            if (network.Layers[index] is AveragePool mean)
            {
                steps.Add(new MeanStep(mean, index));
                continue;
            }

            if (layer.Output is { Height: 1, Width: 1 })
            {
                steps.Add(new SingleStep(network.Layers[index], index, new SinglePosition(layer, instructions)));
                continue;
            }

            var first = index;
            while (index + 1 < network.Layers.Count && LinearLayer.IsElementwise(network.Layers[index + 1]) && network.Layers[index + 1].Inputs[0] == index) index++;
            steps.Add(new PositionStep(first, layer, kernels[first]!, [.. network.Layers.Skip(first + 1).Take(index - first)]));
        }

        return [.. steps];
    }

    /// <summary>Computes some units of a frame.</summary>
    public abstract void Run(CpuPass pass, int first, int count);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    /// <summary>A linear layer at many positions, and the activations behind it.</summary>
    private sealed class PositionStep(int index, LinearLayer layer, LinearKernel kernel, Layer[] followers) : ForwardStep
    {
        public override int Units => layer.Output.Height * layer.Output.Width;

        public override int Granule => LinearKernel.Positions;

        public override long Cost => (long)layer.Weights.Length * Units;

        public override void Run(CpuPass pass, int first, int count)
        {
            pass.PositionsOf(index).Run(kernel, pass.SourcesOf(index)[0], pass.Of(index), first, count);
            if (followers.Length == 0) return;
            var width = layer.Output.Width;
            for (var at = first; at < first + count;)
            {
                var (row, column) = (at / width, at % width);
                var extent = new Extent(row, column, 1, Math.Min(width - column, first + count - at));
                for (var follower = 0; follower < followers.Length; follower++)
                    ElementwiseKernel.Apply(followers[follower], pass.Of(index + follower).Row(0, row, extent), pass.Of(index + follower + 1).Row(0, row, extent));
                at += extent.Columns;
            }
        }
    }

    /// <summary>A linear layer with a single position: the units are its channels.</summary>
    private sealed unsafe class SingleStep(Layer layer, int index, SinglePosition kernel) : ForwardStep
    {
        public override int Units => layer.Output.Channels;

        public override int Granule => SinglePosition.Channels;

        // Each weight is read once: what counts is memory, not arithmetic.
        public override long Cost => kernel.Weights * 8;

        public override void Run(CpuPass pass, int first, int count)
        {
            var (source, result) = (pass.SourcesOf(index)[0], pass.Of(index));
            kernel.Run(source.Pointer + kernel.OffsetIn(source), source.RowPitch, result.Pointer + result.Offset(0, 0, 0), first, count);
        }

        public override void Dispose() => kernel.Dispose();
    }

    /// <summary>Means over rectangles: the units are rows.</summary>
    private sealed class MeanStep(AveragePool layer, int index) : ForwardStep
    {
        public override int Units => layer.Output.Height;

        public override int Granule => 1;

        public override long Cost => 2L * layer.Output.Length * layer.Kernel.Height * layer.Kernel.Width;

        public override void Run(CpuPass pass, int first, int count)
        {
            var (source, result) = (pass.SourcesOf(index)[0], pass.Of(index));
            for (var row = first; row < first + count; row++)
            {
                for (var column = 0; column < layer.Output.Width; column++)
                {
                    var mean = result.Position(0, row, column);
                    mean.Clear();
                    for (var y = row * layer.Stride.Rows; y < (row * layer.Stride.Rows) + layer.Kernel.Height; y++)
                    {
                        for (var x = column * layer.Stride.Columns; x < (column * layer.Stride.Columns) + layer.Kernel.Width; x++) TensorPrimitives.Add(mean, source.Position(0, y, x), mean);
                    }

                    TensorPrimitives.Multiply(mean, 1f / (layer.Kernel.Height * layer.Kernel.Width), mean);
                }
            }
        }
    }

    /// <summary>Any other layer: the units are its rows.</summary>
    private sealed class RowStep(Layer layer, int index, ILayerKernel kernel) : ForwardStep
    {
        public override int Units => layer.Output.Height;

        public override int Granule => 1;

        public override long Cost => (long)layer.Output.Length * kernel.CostEach;

        public override void Run(CpuPass pass, int first, int count) =>
            kernel.Apply(pass.SourcesOf(index), pass.Of(index), 0, new Extent(first, 0, count, layer.Output.Width));
    }
}
