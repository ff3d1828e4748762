using Steerlens.Kernels.Engines;

namespace Steerlens.Kernels.Cuda;

/// <summary>
/// How a kernel of states cuts a layer: states and channels of a block, and its threads. One for each kernel in <c>States.cu</c> and
/// <c>TensorStates.cu</c>.
/// </summary>
/// <param name="States">States of a block.</param>
/// <param name="Channels">Channels of a block: the kernel's number.</param>
/// <param name="Threads">Threads of a block.</param>
/// <param name="Cost">What a channel costs, beside one of the widest kernel: narrow blocks reread their states for fewer sums.</param>
/// <param name="Precision">What is multiplied.</param>
internal sealed record StateTileShape(int States, int Channels, int Threads, double Cost, DevicePrecision Precision = DevicePrecision.Fp32)
{
    private static readonly StateTileShape[] PlainTiles =
    [
        new(128, 16, 64, 1.4), new(256, 24, 96, 1.1), new(256, 36, 96, 1), new(128, 48, 96, 1), new(128, 64, 128, 1),
    ];

    private static readonly StateTileShape[] HalfTiles = Tensor(DevicePrecision.Fp16);

    private static readonly StateTileShape[] Tf32Tiles = Tensor(DevicePrecision.Tf32);

    /// <summary>The kernel's name.</summary>
    public string Kernel => Precision switch
    {
        DevicePrecision.Fp16 => FormattableString.Invariant($"half_layer_{Channels}"),
        DevicePrecision.Tf32 => FormattableString.Invariant($"{CudaModule.Tf32Prefix}layer_{Channels}"),
        _ => FormattableString.Invariant($"state_layer_{Channels}"),
    };

    /// <summary>All kernels of a precision.</summary>
    public static IReadOnlyList<StateTileShape> All(DevicePrecision precision) => precision switch { DevicePrecision.Fp16 => HalfTiles, DevicePrecision.Tf32 => Tf32Tiles, _ => PlainTiles };

    /// <summary>The kernel for a layer: the one that computes the fewest channels in vain.</summary>
    public static StateTileShape For(int channels, DevicePrecision precision = DevicePrecision.Fp32) => All(precision).MinBy(shape => (shape.BlocksOf(channels) * shape.Channels * shape.Cost, -shape.Channels))!;

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

    /// <summary>The same as tensor cores of half precision read it.</summary>
    public ushort[] PackHalf(LinearLayer layer) => [.. Pack(layer).Select(weight => BitConverter.HalfToUInt16Bits((Half)weight))];

    /// <summary>The same as tensor cores for tf32 read it: eleven significant bits, halves away from zero.</summary>
    public float[] PackTf32(LinearLayer layer) => [.. Pack(layer).Select(weight => BitConverter.UInt32BitsToSingle((BitConverter.SingleToUInt32Bits(weight) + 0x1000u) & 0xFFFFE000u))];

    private static StateTileShape[] Tensor(DevicePrecision precision) => [.. ((int[])[16, 32, 48, 64]).Select(channels => new StateTileShape(128, channels, 128, 1 + (4d / channels), precision))];
}
