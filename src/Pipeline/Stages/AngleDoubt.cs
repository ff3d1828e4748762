using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Familiarity;
using Steerlens.Kernels.Maps;
using Steerlens.Models;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Stages;

/// <summary>
/// How sure an angle is: how far other trainings of the network come to other angles, and how like its training frames the frame is. The
/// angle itself stays the network's own. Allocates nothing for a frame.
/// </summary>
public sealed class AngleDoubt : IDisposable
{
    private readonly IReadOnlyList<Sibling> _siblings;
    private readonly FamiliarityMeter? _familiarity;

    /// <summary>Prepares the other networks.</summary>
    /// <param name="siblings">Other trainings, whose input is the network's.</param>
    /// <param name="output">The output that is taken as the angle, as <see cref="OutputChoice"/> reads it; null for the first.</param>
    /// <param name="familiarity">Measures frames against the training frames; null where nothing is known of those.</param>
    /// <exception cref="SteerlensException">A sibling lacks the output.</exception>
    public AngleDoubt(IReadOnlyList<Network> siblings, string? output, FamiliarityMeter? familiarity)
    {
        ArgumentNullException.ThrowIfNull(siblings);
        _familiarity = familiarity;
        try
        {
            _siblings = [.. siblings.Select(network => new Sibling(network, OutputChoice.Resolve(network, output)))];
        }
        catch (MapOptionException exception)
        {
            throw new SteerlensException(ExitCode.Usage, exception.Message, exception);
        }
    }

    /// <summary>Measures a frame whose angle and pass are known.</summary>
    internal void Measure(Frame frame)
    {
        frame.Familiarity = _familiarity?.Measure(frame.Pass!);
        frame.AngleSpread = null;
        if (_siblings.Count == 0) return;

        // Welford's sums: the deviation of angles that hardly differ would drown in that of squares.
        var (mean, squares) = (frame.Angle, 0d);
        for (var index = 0; index < _siblings.Count; index++)
        {
            var angle = _siblings[index].Angle(frame.Input);
            var difference = angle - mean;
            mean += difference / (index + 2);
            squares += difference * (angle - mean);
        }

        frame.AngleSpread = Math.Sqrt(squares / _siblings.Count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var sibling in _siblings) sibling.Dispose();
    }

    /// <summary>Another training with room for one frame. One thread is enough for a forward pass, and leaves the others to the maps.</summary>
    private sealed class Sibling(Network network, float[] weights) : IDisposable
    {
        private readonly CpuEngine _engine = new(network, new CpuEngineOptions { Threads = 1, Sharing = StateSharing.Never });
        private readonly float[] _outputs = new float[network.OutputCount];
        private ForwardPass? _pass;

        public double Angle(ReadOnlySpan<float> input)
        {
            _pass ??= _engine.NewPass();
            _engine.Forward(input, _pass);
            _engine.CopyActivation(_pass, network.Layers.Count - 1, _outputs);
            var angle = 0d;
            for (var output = 0; output < _outputs.Length; output++) angle += (double)weights[output] * _outputs[output];
            return angle;
        }

        public void Dispose()
        {
            _pass?.Dispose();
            _engine.Dispose();
        }
    }
}
