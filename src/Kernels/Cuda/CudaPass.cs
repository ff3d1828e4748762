using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Models;

namespace Steerlens.Kernels.Cuda;

/// <summary>One frame's input and activations on a device, and the launches that were noted down for them.</summary>
internal sealed class CudaPass : ForwardPass
{
    private readonly CudaEngine _engine;
    private readonly DeviceArray _memory;
    private readonly DeviceArray _elements;
    private readonly ulong[] _addresses;
    private readonly ulong[] _elementAddresses;
    private readonly Dictionary<CudaOcclusionPlan, ICudaGraph> _banks = [];
    private readonly Dictionary<(CudaOcclusionPlan Plan, Target Target), ICudaGraph> _maps = [];
    private readonly Dictionary<(int Layer, BackwardRule Rule), ICudaGraph> _gradients = [];
    private bool _isDisposed;

    public unsafe CudaPass(CudaEngine engine, ICudaDevice device, ICudaStream stream, CudaBlock[] blocks)
    {
        _engine = engine;
        var network = engine.Network;
        _addresses = new ulong[network.Layers.Count + 1];
        var bytes = 0L;
        for (var layer = Network.InputIndex; layer < network.Layers.Count; layer++)
        {
            _addresses[layer + 1] = (ulong)bytes;
            bytes += PaddedLength(network.ShapeOf(layer)) * sizeof(float);
        }

        _memory = DeviceArray.Zeros(device, stream, bytes);
        for (var index = 0; index < _addresses.Length; index++) _addresses[index] += _memory.Address;

        var elements = new List<ElementArguments>();
        var firsts = new List<int>();
        foreach (var block in blocks)
        {
            firsts.Add(elements.Count);
            for (var step = 0; step < block.Steps.Length; step++) elements.Add(block.Steps[step] with { Result = Of(block.First + 1 + step) });
        }

        _elements = DeviceArray.Of<ElementArguments>(device, stream, elements.ToArray());
        _elementAddresses = [.. firsts.Select(first => _elements.Address + (ulong)(first * sizeof(ElementArguments)))];
        Input = new HostArray(device, (int)PaddedLength(network.Input));
        Outputs = new HostArray(device, (int)PaddedLength(network.Layers[^1].Output));
    }

    /// <summary>The input on its way up: positions x pitch.</summary>
    public HostArray Input { get; }

    /// <summary>The outputs as they came down: positions x pitch.</summary>
    public HostArray Outputs { get; }

    /// <summary>The forward pass, noted down; null before the first.</summary>
    public ICudaGraph? Forward { get; set; }

    /// <summary>Values of a shape whose positions are a pitch long.</summary>
    public static long PaddedLength(TensorShape shape) => (long)shape.Height * shape.Width * CudaBlock.PitchOf(shape.Channels);

    /// <summary>Where a layer's output lies; the input for <see cref="Network.InputIndex"/>.</summary>
    public ulong Of(int layer) => _addresses[layer + 1];

    /// <summary>Where the element-wise layers of a block lie, with places for their results.</summary>
    public ulong ElementsOf(int block) => _elementAddresses[block];

    /// <summary>What was noted down for a bank; null before the first.</summary>
    public ICudaGraph? this[CudaOcclusionPlan plan] => _banks.GetValueOrDefault(plan);

    /// <summary>What was noted down for a bank's map; null before the first.</summary>
    public ICudaGraph? this[CudaOcclusionPlan plan, Target target] => _maps.GetValueOrDefault((plan, target));

    /// <summary>What was noted down for the gradient of a layer; null before the first.</summary>
    public ICudaGraph? this[int layer, BackwardRule rule] => _gradients.GetValueOrDefault((layer, rule));

    /// <summary>Keeps what was noted down for a bank.</summary>
    public ICudaGraph Keep(CudaOcclusionPlan plan, ICudaGraph graph) => _banks[plan] = graph;

    /// <summary>Keeps what was noted down for a bank's map.</summary>
    public ICudaGraph Keep(CudaOcclusionPlan plan, Target target, ICudaGraph graph) => _maps[(plan, target)] = graph;

    /// <summary>Keeps what was noted down for a gradient.</summary>
    public ICudaGraph Keep(int layer, BackwardRule rule, ICudaGraph graph) => _gradients[(layer, rule)] = graph;

    /// <summary>Forgets what was noted down for a bank.</summary>
    public void Forget(CudaOcclusionPlan plan)
    {
        if (_banks.Remove(plan, out var graph)) graph.Dispose();
        foreach (var key in _maps.Keys.Where(key => ReferenceEquals(key.Plan, plan)).ToArray())
        {
            if (_maps.Remove(key, out var map)) map.Dispose();
        }
    }

    /// <summary>Copies packed values to positions that are a pitch apart.</summary>
    public static void Pad(ReadOnlySpan<float> packed, int channels, Span<float> padded)
    {
        var pitch = CudaBlock.PitchOf(channels);
        if (pitch == channels)
        {
            packed.CopyTo(padded);
            return;
        }

        for (int from = 0, to = 0; from < packed.Length; from += channels, to += pitch) packed.Slice(from, channels).CopyTo(padded[to..]);
    }

    /// <summary>Copies positions that are a pitch apart to packed values.</summary>
    public static void Unpad(ReadOnlySpan<float> padded, int channels, Span<float> packed)
    {
        var pitch = CudaBlock.PitchOf(channels);
        if (pitch == channels)
        {
            padded[..packed.Length].CopyTo(packed);
            return;
        }

        for (int from = 0, to = 0; to < packed.Length; from += pitch, to += channels) padded.Slice(from, channels).CopyTo(packed[to..]);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _engine.Release(this);
        Forward?.Dispose();
        foreach (var graph in _banks.Values) graph.Dispose();
        foreach (var graph in _maps.Values) graph.Dispose();
        foreach (var graph in _gradients.Values) graph.Dispose();
        Input.Dispose();
        Outputs.Dispose();
        _elements.Dispose();
        _memory.Dispose();
    }
}
