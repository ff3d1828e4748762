using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Engines.States;
using Steerlens.Models;

namespace Steerlens.Kernels.Cuda;

/// <summary>A layer with weights, or a maximum, and the element-wise layers after it, on a device; the first block of a network is its input.</summary>
internal sealed class CudaBlock : IDisposable
{
    /// <summary>The last function that <c>Functions.h</c> knows; the scale and offset of each channel come after it.</summary>
    private const ActivationKind LastKind = ActivationKind.Power;

    private readonly ICudaDevice _device;
    private readonly ICudaStream _stream;
    private readonly List<DeviceArray> _owned = [];
    private DeviceArray? _backwardWeights;

    private CudaBlock(ICudaDevice device, ICudaStream stream, LinearLayer? linear, WindowGeometry? geometry, int first, Layer[] chain, TensorShape shape, DevicePrecision precision)
    {
        (_device, _stream, Linear, Geometry, First, Chain, Shape) = (device, stream, linear, geometry, first, chain, shape);
        Steps = [.. chain.Select(StepOf)];
        Elements = Steps.Length == 0 ? 0 : Keep<ElementArguments>(Steps);
        if (geometry is { } window) (RowTaps, ColumnTaps) = (Keep<int>(LayerTaps.ForwardRows(window)), Keep<int>(LayerTaps.ForwardColumns(window)));
        if (linear is null) return;
        Tile = StateTileShape.For(shape.Channels, precision);
        Weights = Keep<float>(linear.Weights);
        Bias = Keep<float>(linear.Bias);
        StateWeights = precision switch
        {
            DevicePrecision.Fp16 => Keep<ushort>(Tile.PackHalf(linear)),
            DevicePrecision.Tf32 => Keep<float>(Tile.PackTf32(linear)),
            _ => Keep<float>(Tile.Pack(linear)),
        };
    }

    /// <summary>The layer with weights; null for the input and for a maximum.</summary>
    public LinearLayer? Linear { get; }

    /// <summary>How the block's first layer walks over what it reads; null for the input.</summary>
    public WindowGeometry? Geometry { get; }

    /// <summary>The index of that layer.</summary>
    public int First { get; }

    /// <summary>The index of the block's last layer.</summary>
    public int Last => First + Chain.Length;

    /// <summary>The element-wise layers.</summary>
    public Layer[] Chain { get; }

    /// <summary>The same for the kernels, without places for results.</summary>
    public ElementArguments[] Steps { get; }

    /// <summary>The shape of what the block puts out.</summary>
    public TensorShape Shape { get; }

    /// <summary>Values from one position or state to the next.</summary>
    public int Pitch => PitchOf(Shape.Channels);

    /// <summary>Positions.</summary>
    public int Positions => Shape.Height * Shape.Width;

    /// <summary>Whether one ReLU follows a layer with weights, and nothing else.</summary>
    public bool IsRelu => Linear is not null && Chain is [Activation { Kind: ActivationKind.Relu }];

    /// <summary>How the kernel of states cuts the layer.</summary>
    public StateTileShape Tile { get; } = StateTileShape.For(1);

    /// <summary>Where <see cref="Steps"/> lie.</summary>
    public ulong Elements { get; }

    /// <summary>Kernel rows x kernel columns x input channels x output channels.</summary>
    public ulong Weights { get; }

    /// <summary>One value for each output channel.</summary>
    public ulong Bias { get; }

    /// <summary>See <see cref="StateTileShape.Pack"/>.</summary>
    public ulong StateWeights { get; }

    /// <summary>See <see cref="LayerTaps.ForwardRows"/>.</summary>
    public ulong RowTaps { get; }

    /// <summary>See <see cref="LayerTaps.ForwardColumns"/>.</summary>
    public ulong ColumnTaps { get; }

    /// <summary>See <see cref="LayerTaps.BackwardRows"/>; 0 before <see cref="PrepareBackward"/>.</summary>
    public ulong BackwardRowTaps { get; private set; }

    /// <summary>See <see cref="LayerTaps.BackwardColumns"/>.</summary>
    public ulong BackwardColumnTaps { get; private set; }

    /// <summary>Kernel rows x kernel columns x output channels x input channels.</summary>
    public ulong BackwardWeights => _backwardWeights?.Address ?? 0;

    /// <summary>Channels rounded up to a multiple of four.</summary>
    public static int PitchOf(int channels) => (channels + 3) / 4 * 4;

    /// <summary>Takes a network apart and copies it to a device.</summary>
    /// <exception cref="NotSupportedException">A layer has no kernel; the message names it.</exception>
    public static CudaBlock[] Of(Network network, ICudaDevice device, ICudaStream stream, DevicePrecision precision)
    {
        if (WhyNot(network) is { } why) throw new NotSupportedException($"the network '{network.Name}' can't run on CUDA: {why}");
        if (network.Layers.OfType<Activation>().FirstOrDefault(activation => activation.Kind > LastKind) is { } unknown)
            throw new NotSupportedException($"the network '{network.Name}' can't run on CUDA: layer '{unknown.Name}' is a {unknown.Kind}, for which there is no kernel");
        var blocks = new List<CudaBlock>();
        try
        {
            for (var first = Network.InputIndex; first < network.Layers.Count;)
            {
                var end = first + 1;
                while (end < network.Layers.Count && LinearLayer.IsElementwise(network.Layers[end])) end++;
                blocks.Add(new CudaBlock(
                    device,
                    stream,
                    first == Network.InputIndex || network.Layers[first] is MaxPool ? null : LinearLayer.Of(network, network.Layers[first]),
                    first == Network.InputIndex ? null : GeometryOf(network, network.Layers[first]),
                    first,
                    [.. network.Layers.Skip(first + 1).Take(end - first - 1)],
                    network.ShapeOf(end - 1),
                    precision));
                first = end;
            }

            return [.. blocks];
        }
        catch
        {
            foreach (var block in blocks) block.Dispose();
            throw;
        }
    }

    /// <summary>Copies what gradients need, at the first call.</summary>
    public void PrepareBackward()
    {
        if (Geometry is not { } geometry || BackwardRowTaps != 0) return;
        (BackwardRowTaps, BackwardColumnTaps) = (Keep<int>(LayerTaps.BackwardRows(geometry)), Keep<int>(LayerTaps.BackwardColumns(geometry)));
        if (Linear is null) return;
        var (taps, inputs, outputs) = (Linear.KernelHeight * Linear.KernelWidth, Linear.Input.Channels, Linear.Output.Channels);
        var transposed = new float[Linear.Weights.Length];
        for (var tap = 0; tap < taps; tap++)
        {
            for (var input = 0; input < inputs; input++)
            {
                for (var output = 0; output < outputs; output++)
                    transposed[(((tap * outputs) + output) * inputs) + input] = Linear.Weights[(((tap * inputs) + input) * outputs) + output];
            }
        }

        _backwardWeights = DeviceArray.Of<float>(_device, _stream, transposed);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var array in _owned) array.Dispose();
        _backwardWeights?.Dispose();
    }

    /// <summary>
    /// Why a network can't run; null where it can. A state's value depends on what its row class and its column class mask and on nothing else, so
    /// states hold for maxima as they do for sums; a convolution that keeps channels apart runs as one with zeros between them.
    /// </summary>
    private static string? WhyNot(Network network)
    {
        for (var index = 0; index < network.Layers.Count; index++)
        {
            var layer = network.Layers[index];
            if (layer is not (MaxPool or Convolution) && StateBlock.WhyNot(layer) is { } why) return $"layer '{layer.Name}' {why}";
            if (layer.Inputs is not [var source] || source != index - 1) return $"layer '{layer.Name}' does not read the layer before it";
        }

        return null;
    }

    private static WindowGeometry GeometryOf(Network network, Layer layer) => layer is MaxPool maximum
        ? new WindowGeometry(network.ShapeOf(layer.Inputs[0]), maximum.Output, maximum.Kernel, maximum.Stride, maximum.Padding)
        : LinearLayer.Of(network, layer).Geometry;

    private ulong Keep<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var array = DeviceArray.Of(_device, _stream, values);
        _owned.Add(array);
        return array.Address;
    }

    private ElementArguments StepOf(Layer layer) => layer switch
    {
        Activation activation => new ElementArguments
        {
            Kind = (int)activation.Kind,
            Alpha = activation.Alpha,
            Beta = activation.Beta,
            Scale = activation.Slopes is { } slopes ? Keep<float>(slopes) : 0,
        },
        Affine affine => new ElementArguments
        {
            Kind = (int)LastKind + 1,
            Scale = Keep<float>(EachChannel(affine.Scale, affine.Output.Channels)),
            Offset = Keep<float>(EachChannel(affine.Offset, affine.Output.Channels)),
        },
        _ => throw new NotSupportedException($"layer '{layer.Name}' is a {layer.GetType().Name}, for which there is no kernel"),
    };

    private static float[] EachChannel(float[] values, int channels) => [.. Enumerable.Range(0, channels).Select(channel => values[channel % values.Length])];
}
