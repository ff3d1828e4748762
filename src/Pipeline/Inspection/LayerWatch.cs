using Steerlens.Kernels.Engines;
using Steerlens.Models;

namespace Steerlens.Pipeline.Inspection;

/// <summary>What layers put out for a first frame, and which of their channels put out anything in any frame.</summary>
internal sealed class LayerWatch : IDisposable
{
    private readonly IEngine _engine;
    private readonly ForwardPass _pass;
    private readonly float[][] _values;

    /// <summary>Prepares the buffers.</summary>
    /// <param name="engine">Runs the network; it is disposed with this.</param>
    /// <param name="layers">Indices into its layers.</param>
    public LayerWatch(IEngine engine, IReadOnlyList<int> layers)
    {
        (Layers, _engine) = (layers, engine);
        var network = engine.Network;
        _pass = _engine.NewPass();
        _values = [.. layers.Select(layer => new float[network.ShapeOf(layer).Length])];
        Shown = [.. _values.Select(values => new float[values.Length])];
        IsLive = [.. layers.Select(layer => new bool[network.ShapeOf(layer).Channels])];
    }

    /// <summary>The network.</summary>
    public Network Network => _engine.Network;

    /// <summary>Indices into the network's layers.</summary>
    public IReadOnlyList<int> Layers { get; }

    /// <summary>For each of the layers what it put out for the first frame: H x W x C.</summary>
    public IReadOnlyList<float[]> Shown { get; }

    /// <summary>For each of the layers and each channel whether any frame had a value there that is not 0.</summary>
    public IReadOnlyList<bool[]> IsLive { get; }

    /// <summary>Frames so far.</summary>
    public int Frames { get; private set; }

    /// <summary>Takes a frame in.</summary>
    /// <param name="input">The network's input.</param>
    public void Take(ReadOnlySpan<float> input)
    {
        _engine.Forward(input, _pass);
        for (var index = 0; index < Layers.Count; index++)
        {
            var values = _values[index];
            _engine.CopyActivation(_pass, Layers[index], values);
            if (Frames == 0) values.CopyTo(Shown[index], 0);
            var live = IsLive[index];
            for (var at = 0; at < values.Length; at++)
            {
                if (values[at] != 0) live[at % live.Length] = true;
            }
        }

        Frames++;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pass.Dispose();
        _engine.Dispose();
    }
}
