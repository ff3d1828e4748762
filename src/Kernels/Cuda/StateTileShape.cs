using Steerlens.Kernels.Engines;

namespace Steerlens.Kernels.Cuda;

/// <summary>How <c>state_layer_N</c> cuts a layer: states and channels of a block, and its threads. One for each kernel in <c>States.cu</c>.</summary>
/// <param name="States">States of a block.</param>
/// <param name="Channels">Channels of a block: the kernel's number.</param>
/// <param name="Threads">Threads of a block.</param>
/// <param name="Cost">What a channel costs, beside one of the widest kernel: narrow blocks reread their states for fewer sums.</param>
internal sealed record StateTileShape(int States, int Channels, int Threads, double Cost)
{
    /// <summary>All kernels.</summary>
    public static IReadOnlyList<StateTileShape> All { get; } =
    [
        new(128, 16, 64, 1.4), new(256, 24, 96, 1.1), new(256, 36, 96, 1), new(128, 48, 96, 1), new(128, 64, 128, 1),
    ];

    /// <summary>The kernel's name.</summary>
    public string Kernel => FormattableString.Invariant($"state_layer_{Channels}");

    /// <summary>The kernel for a layer: the one that computes the fewest channels in vain.</summary>
    public static StateTileShape For(int channels) => All.MinBy(shape => (shape.BlocksOf(channels) * shape.Channels * shape.Cost, -shape.Channels))!;

    /// <summary>Blocks of channels.</summary>
    public int BlocksOf(int channels) => (channels + Channels - 1) / Channels;

    /// <summary>
    /// A layer's weights as the kernel reads them: blocks of channels x kernel rows x kernel columns x input pitch x channels of a block;
    /// zeros where the layer has no channel.
    /// </summary>
    public float[] Pack(LinearLayer layer)
    {
        var (taps, inputs, outputs) = (layer.KernelHeight * layer.KernelWidth, layer.Input.Channels, layer.Output.Channels);
        var (pitch, blocks) = (CudaBlock.PitchOf(inputs), BlocksOf(outputs));
        var packed = new float[(long)blocks * taps * pitch * Channels];
        for (var tap = 0; tap < taps; tap++)
        {
            for (var input = 0; input < inputs; input++)
            {
                for (var output = 0; output < outputs; output++)
                {
                    var place = ((((output / Channels * (long)taps) + tap) * pitch) + input) * Channels;
                    packed[place + (output % Channels)] = layer.Weights[(((tap * inputs) + input) * outputs) + output];
                }
            }
        }

        return packed;
    }
}
