using Steerlens.Models;

namespace Steerlens.Kernels.Cuda;

/// <summary>Runs a chain forward on a device: the input up, a launch for each block, the outputs down.</summary>
internal static class CudaForward
{
    /// <summary>Puts the launches and copies into a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="kernels">The kernels.</param>
    /// <param name="network">The network.</param>
    /// <param name="blocks">The same on the device.</param>
    /// <param name="pass">The frame.</param>
    public static void Record(ICudaStream stream, CudaKernels kernels, Network network, CudaBlock[] blocks, CudaPass pass)
    {
        stream.Upload(pass.Of(Network.InputIndex), pass.Input.Memory, pass.Input.Bytes);
        var input = blocks[0];
        if (input.Steps.Length > 0)
        {
            kernels.ElementsForward(stream, new ElementsForwardArguments
            {
                Source = pass.Of(input.First),
                Elements = pass.ElementsOf(0),
                ElementCount = input.Steps.Length,
                Positions = input.Positions,
                Channels = input.Shape.Channels,
                Pitch = input.Pitch,
            });
        }

        for (var index = 1; index < blocks.Length; index++)
        {
            var block = blocks[index];
            if (block.Linear is not { } linear)
            {
                RecordMaximum(stream, kernels, blocks, index, pass);
                continue;
            }

            kernels.LinearLayer(stream, block.Positions, new LinearLayerArguments
            {
                Source = pass.Of(blocks[index - 1].Last),
                Weights = block.Weights,
                Bias = block.Bias,
                Target = pass.Of(block.First),
                RowTaps = block.RowTaps,
                ColumnTaps = block.ColumnTaps,
                Elements = pass.ElementsOf(index),
                ElementCount = block.Steps.Length,
                Columns = linear.Output.Width,
                KernelRows = linear.KernelHeight,
                KernelColumns = linear.KernelWidth,
                SourceChannels = linear.Input.Channels,
                SourcePitch = blocks[index - 1].Pitch,
                TargetChannels = linear.Output.Channels,
                TargetPitch = block.Pitch,
            });
        }

        stream.Download(pass.Outputs.Memory, pass.Of(network.Layers.Count - 1), pass.Outputs.Bytes);
    }

    private static void RecordMaximum(ICudaStream stream, CudaKernels kernels, CudaBlock[] blocks, int index, CudaPass pass)
    {
        var (block, window) = (blocks[index], blocks[index].Geometry!.Value);
        kernels.MaximumLayer(stream, new MaximumLayerArguments
        {
            Source = pass.Of(blocks[index - 1].Last),
            Target = pass.Of(block.First),
            RowTaps = block.RowTaps,
            ColumnTaps = block.ColumnTaps,
            Elements = pass.ElementsOf(index),
            ElementCount = block.Steps.Length,
            Positions = block.Positions,
            Columns = window.Output.Width,
            KernelRows = window.Reach.Height,
            KernelColumns = window.Reach.Width,
            Channels = block.Shape.Channels,
            Pitch = block.Pitch,
        });
    }
}
