using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Images;
using Steerlens.Models;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.ContractSearch;

/// <summary>Shows one part of each picture to the network, in every colour order and scale. Each lane works in a thread of its own.</summary>
internal sealed class CropLane : IDisposable
{
    private readonly CpuEngine _engine;
    private readonly ForwardPass _pass;
    private readonly InputResizer[] _resizers;
    private readonly FrameStack[]? _stacks;
    private readonly IReadOnlyList<CandidateScale> _scales;
    private readonly float[] _levels;
    private readonly float[] _input;
    private readonly float[] _outputs;

    /// <summary>Prepares the lane.</summary>
    /// <param name="network">The network.</param>
    /// <param name="crop">The part of the picture.</param>
    /// <param name="colors">The colour orders.</param>
    /// <param name="scales">The scales.</param>
    /// <param name="format">The pictures' format.</param>
    /// <param name="frames">How many pictures will come.</param>
    public CropLane(Network network, CandidateCrop crop, IReadOnlyList<ColorOrder> colors, IReadOnlyList<CandidateScale> scales, FilmFormat format, int frames)
    {
        (Crop, _scales) = (crop, scales);
        _engine = new CpuEngine(network, 1);
        _pass = _engine.NewPass();
        _resizers = [.. colors.Select(color => new InputResizer(
            network.Contract with { Crop = crop.Crop, Fit = crop.Fit, Color = color, Scale = [1], Offset = [0] }, network.Input, format.Width, format.Height, format.Color))];
        if (network.Contract.Frames > 1) _stacks = [.. colors.Select(_ => new FrameStack(network.Input, network.Contract.Frames))];
        _levels = new float[network.Input.Length];
        _input = new float[network.Input.Length];
        _outputs = new float[network.OutputCount];
        Angles = [.. Enumerable.Range(0, colors.Count * scales.Count).Select(_ => new double[frames])];
    }

    /// <summary>The part of the picture.</summary>
    public CandidateCrop Crop { get; }

    /// <summary>The network's first output for each picture: colour order by colour order, in each scale by scale.</summary>
    public IReadOnlyList<double[]> Angles { get; }

    /// <summary>Remembers a picture that a network of several frames sees behind the next one.</summary>
    public void Remember(YuvImage picture)
    {
        for (var color = 0; color < _resizers.Length; color++) _resizers[color].Run(picture, _stacks![color].Next());
    }

    /// <summary>Shows a picture to the network, behind those before it where it takes several.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="number">Its place in <see cref="Angles"/>.</param>
    public void Show(YuvImage picture, int number)
    {
        if (_stacks is not null) Remember(picture);
        for (var color = 0; color < _resizers.Length; color++)
        {
            if (_stacks is not null) _stacks[color].CopyTo(_levels);
            else _resizers[color].Run(picture, _levels);
            for (var scale = 0; scale < _scales.Count; scale++)
            {
                Apply(_scales[scale]);
                _engine.Forward(_input, _pass);
                _engine.CopyActivation(_pass, _engine.Network.Layers.Count - 1, _outputs);
                Angles[(color * _scales.Count) + scale][number] = _outputs[0];
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pass.Dispose();
        _engine.Dispose();
    }

    private void Apply(CandidateScale candidate)
    {
        var (scales, offsets) = (candidate.Scale, candidate.Offset);
        var channels = _engine.Network.Input.Channels;
        for (var channel = 0; channel < channels; channel++)
        {
            var (scale, offset) = (scales[channel % scales.Count], offsets[channel % offsets.Count]);
            for (var index = channel; index < _input.Length; index += channels) _input[index] = (_levels[index] * scale) + offset;
        }
    }
}
