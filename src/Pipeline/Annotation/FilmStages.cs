using System.Diagnostics;
using Steerlens.Kernels.Cuda;
using Steerlens.Kernels.Engines;
using Steerlens.Models;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Stages;

namespace Steerlens.Pipeline.Annotation;

/// <summary>The stages between reading and writing, prepared for one source.</summary>
internal sealed class FilmStages : IDisposable
{
    private readonly AngleDoubt? _doubt;
    private readonly DevicePictures? _pictures;

    private FilmStages(IEngine engine, AngleDoubt? doubt, DevicePictures? pictures, ResizeStage resize, ExplainStage explain, CompositeStage composite)
    {
        (Engine, _doubt, _pictures, Resize, Explain, Composite) = (engine, doubt, pictures, resize, explain, composite);
        Infer = new InferStage(engine, explain.OutputWeights, doubt);
    }

    /// <summary>What runs the network.</summary>
    public IEngine Engine { get; }

    /// <summary>Makes the network's input.</summary>
    public ResizeStage Resize { get; }

    /// <summary>Runs the network.</summary>
    public InferStage Infer { get; }

    /// <summary>Makes the map.</summary>
    public ExplainStage Explain { get; }

    /// <summary>Draws the picture.</summary>
    public CompositeStage Composite { get; }

    /// <summary>What making the engines took, in milliseconds.</summary>
    public double EngineMilliseconds { get; private init; }

    /// <summary>What preparing the map took, in milliseconds.</summary>
    public double MapMilliseconds { get; private init; }

    /// <summary>Prepares everything.</summary>
    /// <param name="network">The network.</param>
    /// <param name="film">The source's pictures.</param>
    /// <param name="source">The source's name.</param>
    /// <param name="choices">What was asked for.</param>
    /// <param name="notes">Gets what a person should know.</param>
    /// <param name="warn">Gets one line if the device fails while frames run.</param>
    /// <param name="cancellationToken">Waits no longer.</param>
    /// <exception cref="SteerlensException">Options, network and source don't fit together.</exception>
    /// <exception cref="NetworkFormatException">A network that stands beside the chosen one can't be used.</exception>
    public static async Task<FilmStages> PrepareAsync(
        Network network, FilmFormat film, string source, FilmChoices choices, List<string> notes, Action<string> warn, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var engine = EngineChoice.Create(network, choices.Device, choices.Threads, notes, warn);
        AngleDoubt? doubt = null;
        ExplainStage? explain = null;
        try
        {
            doubt = await DoubtChoice.LoadAsync(choices.Doubt, choices.Network, engine, choices.Map.Output, notes, cancellationToken);
            var engineTime = Stopwatch.GetElapsedTime(start);
            var resize = new ResizeStage(network, film);
            start = Stopwatch.GetTimestamp();
            explain = new ExplainStage(engine, choices.Map, film.TimeBase.ToDouble());
            var mapTime = Stopwatch.GetElapsedTime(start);
            var composite = new CompositeStage(
                film, choices.Map, explain.Map, resize.Seen, (network.Input.Height, network.Input.Width), choices.Drawing,
                (network.Name, NetworkChoice.CautionFor(network, source)), network.Contract.OutputGrid is not null);
            if (choices.Drawing.Hud && HudNotes.Of(film, resize.Seen, network.Contract.OutputGrid) is { } small) notes.Add(small);
            var pictures = DeviceDrawingChoice.Make(engine, resize, composite, choices.Drawing.Layout, notes);
            return new FilmStages(engine, doubt, pictures, resize, explain, composite)
            {
                EngineMilliseconds = engineTime.TotalMilliseconds,
                MapMilliseconds = mapTime.TotalMilliseconds,
            };
        }
        catch
        {
            explain?.Dispose();
            doubt?.Dispose();
            engine.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pictures?.Dispose();
        Explain.Dispose();
        _doubt?.Dispose();
        Engine.Dispose();
    }
}
