using Steerlens.Kernels.Cuda;
using Steerlens.Kernels.Images;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>
/// Runs frames on one engine until its device fails, and from then on, that frame included, on another. It says so once; no frame is lost.
/// </summary>
public sealed class FailoverEngine : IEngine, IOcclusionMapper
{
    private readonly IEngine _first;
    private readonly Func<IEngine> _makeSecond;
    private readonly Action<string> _warn;
    private readonly Lock _lock = new();
    private volatile IEngine? _second;

    /// <summary>Makes an engine of two.</summary>
    /// <param name="first">The engine that may fail with a <see cref="DeviceException"/>.</param>
    /// <param name="makeSecond">Makes the other one, when it is needed.</param>
    /// <param name="warn">Gets one line when the first has failed.</param>
    public FailoverEngine(IEngine first, Func<IEngine> makeSecond, Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(makeSecond);
        ArgumentNullException.ThrowIfNull(warn);
        (_first, _makeSecond, _warn) = (first, makeSecond, warn);
    }

    /// <inheritdoc/>
    public string Name => (_second ?? _first).Name;

    /// <inheritdoc/>
    public string Description => (_second ?? _first).Description;

    /// <inheritdoc/>
    public Network Network => _first.Network;

    /// <inheritdoc/>
    public ForwardPass NewPass() => new Pass(Network);

    /// <summary>Makes room for a film's pictures where the first engine is; what fails there moves the network to the second engine too.</summary>
    /// <param name="resizer">How the network's input is made of a picture.</param>
    /// <param name="drawing">What is drawn.</param>
    /// <returns>Null where that engine has no device, or has failed.</returns>
    /// <exception cref="CudaException">The device has too little memory, or failed.</exception>
    public DevicePictures? NewPictures(InputResizer resizer, DeviceDrawing drawing) =>
        _second is null ? (_first as CudaEngine)?.NewPictures(resizer, drawing, Fail, () => _second is not null) : null;

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> input, ForwardPass pass)
    {
        EngineArguments.RequireLength(input.Length, Network.Input.Length, "input");
        var own = EngineArguments.RequirePass<Pass>(pass, this);
        input.CopyTo(own.Input);
        own.IsOnSecond = false;
        if (_second is null)
        {
            try
            {
                own.First ??= _first.NewPass();
                _first.Forward(input, own.First);
                return;
            }
            catch (DeviceException exception)
            {
                Fail(exception);
            }
        }

        Redo(own);
    }

    /// <inheritdoc/>
    public void CopyActivation(ForwardPass pass, int layer, Span<float> destination)
    {
        var own = EngineArguments.RequirePass<Pass>(pass, this);
        if (IsOnFirst(own))
        {
            try
            {
                _first.CopyActivation(own.First!, layer, destination);
                return;
            }
            catch (DeviceException exception)
            {
                Fail(exception);
            }
        }

        Redo(own);
        _second!.CopyActivation(own.Second!, layer, destination);
    }

    /// <inheritdoc/>
    public void ChannelMeans(ForwardPass pass, int layer, Span<float> means)
    {
        var own = EngineArguments.RequirePass<Pass>(pass, this);
        if (IsOnFirst(own))
        {
            try
            {
                _first.ChannelMeans(own.First!, layer, means);
                return;
            }
            catch (DeviceException exception)
            {
                Fail(exception);
            }
        }

        Redo(own);
        _second!.ChannelMeans(own.Second!, layer, means);
    }

    /// <inheritdoc/>
    public void Backward(ForwardPass pass, ReadOnlySpan<float> outputWeights, int layer, Span<float> gradient, BackwardRule rule = BackwardRule.Plain)
    {
        var own = EngineArguments.RequirePass<Pass>(pass, this);
        if (IsOnFirst(own))
        {
            try
            {
                _first.Backward(own.First!, outputWeights, layer, gradient, rule);
                return;
            }
            catch (DeviceException exception)
            {
                Fail(exception);
            }
        }

        Redo(own);
        _second!.Backward(own.Second!, outputWeights, layer, gradient, rule);
    }

    /// <inheritdoc/>
    public void Occlude(ForwardPass pass, WindowBank bank, ReadOnlySpan<float> fill, Span<float> outputs)
    {
        var own = EngineArguments.RequirePass<Pass>(pass, this);
        if (IsOnFirst(own))
        {
            try
            {
                _first.Occlude(own.First!, bank, fill, outputs);
                return;
            }
            catch (DeviceException exception)
            {
                Fail(exception);
            }
        }

        Redo(own);
        _second!.Occlude(own.Second!, bank, fill, outputs);
    }

    /// <inheritdoc/>
    bool IOcclusionMapper.TryMap(ForwardPass pass, WindowBank bank, ReadOnlySpan<float> fill, ReadOnlySpan<float> outputWeights, Target target, Span<float> scores, Span<float> map)
    {
        var own = EngineArguments.RequirePass<Pass>(pass, this);
        if (!IsOnFirst(own) || _first is not IOcclusionMapper mapper) return false;
        try
        {
            return mapper.TryMap(own.First!, bank, fill, outputWeights, target, scores, map);
        }
        catch (CudaException exception)
        {
            Fail(exception);
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _first.Dispose();
        _second?.Dispose();
    }

    private bool IsOnFirst(Pass pass) => _second is null && !pass.IsOnSecond;

    /// <summary>Makes the second engine; the first caller that sees the failure says so.</summary>
    private void Fail(DeviceException exception)
    {
        lock (_lock)
        {
            if (_second is not null) return;
            _second = _makeSecond();
        }

        _warn($"{exception.Device} failed: {exception.Message}; this frame and all after it are computed by {_second.Description}");
    }

    /// <summary>Runs a pass's frame on the second engine, unless that was done.</summary>
    private void Redo(Pass pass)
    {
        if (pass.IsOnSecond) return;
        pass.Second ??= _second!.NewPass();
        _second!.Forward(pass.Input, pass.Second);
        pass.IsOnSecond = true;
    }

    private sealed class Pass(Network network) : ForwardPass
    {
        public float[] Input { get; } = new float[network.Input.Length];

        public ForwardPass? First { get; set; }

        public ForwardPass? Second { get; set; }

        public bool IsOnSecond { get; set; }

        public override void Dispose()
        {
            First?.Dispose();
            Second?.Dispose();
        }
    }
}
