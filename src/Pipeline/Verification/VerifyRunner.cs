using System.Text.Json;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Truth;
using Steerlens.Models;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Verification;

/// <summary>Runs <c>steerlens verify</c>: reads frames, makes every map of them, scores all, and sums up.</summary>
internal static class VerifyRunner
{
    /// <summary>Runs the command to its end.</summary>
    /// <exception cref="SteerlensException">Something can't be read or asked for, with the reason.</exception>
    public static async Task RunAsync(VerifyOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        var network = await NetworkChoice.LoadAsync(options.Network, options.Output, notes, cancellationToken);
        NetworkChoice.RequireAngle(network, "verify");
        var weights = OutputChoice.Resolve(network, options.Output);
        var folder = options.MapFolder is { } name ? new MapFolder(name) : null;
        using var engine = EngineChoice.Create(network, options.Device, options.Threads, notes, console.Note);
        var methods = Usable(engine, options, out var leftOut);
        foreach (var note in notes) console.Note(note);

        var warnings = new List<string>();
        var frames = await FrameSampler.ReadAsync(options, network, folder?.Frames, warnings, cancellationToken);
        if (frames.Count == 0)
        {
            throw new SteerlensException(ExitCode.InputUnreadable, folder is null
                ? $"'{options.Source}' has no frame to score"
                : $"no map in '{options.MapFolder}' belongs to a frame of '{options.Source}': they are matched by the frame's number, as in {NpyWriter.NameOf(0)}");
        }

        var progress = VerifyWork.Start(options, network, methods.Count, frames.Count, console);
        var result = await Task.Run(() => JudgeAsync(options, engine, weights, methods, folder, frames, progress, cancellationToken), cancellationToken);
        progress.Finish(null);
        foreach (var warning in warnings) console.Note(warning);
        result = result with { LeftOut = leftOut };
        if (options.Json) await console.Output.WriteLineAsync(JsonSerializer.Serialize(result, VerifyJson.Plain.VerifyResult));
        else await console.Output.WriteAsync(VerifyTable.Of(result));
        await console.Output.FlushAsync(CancellationToken.None);
    }

    private static async Task<VerifyResult> JudgeAsync(
        VerifyOptions options, IEngine engine, float[] weights, IReadOnlyList<IMapMethod> methods, MapFolder? folder, IReadOnlyList<SampledFrame> frames, ProgressReporter progress, CancellationToken cancellationToken)
    {
        var network = engine.Network;
        using (var probe = new AngleProbe(engine, weights))
        {
            foreach (var frame in frames) frame.Angle = probe.Of(frame.Input);
        }

        var made = new List<(MapSeries Series, IMapMethod Method)>();
        foreach (var method in methods)
        {
            using var questions = new MapQuestions(engine, method, new MapOptions(), weights);
            var (sizes, signed) = Place(questions, network, frames, method.Targets.Contains(Target.Signed), progress, cancellationToken);
            var series = new MapSeries(method.Name, sizes, signed, DeletionFills.For(DeletionFills.Of(method, new MapOptions())));
            MapBehaviour.Ask(series, questions, frames, progress, cancellationToken);
            made.Add((series, method));
        }

        var all = made.ConvertAll(map => map.Series);

        // Nobody knows what a stranger's map was made with; the mean colour is what most tools mask with.
        if (folder is not null) all.Insert(0, OfStranger(options.MapFolder!, folder.Read(frames, network.Input)));
        await DeletionStudy.RunAsync(network, weights, frames, all, options.Threads == 0 ? Environment.ProcessorCount : options.Threads, progress, cancellationToken);
        if (made.Count > 0) MapBehaviour.Randomise(network, weights, made, frames, options.Threads, progress, cancellationToken);
        var road = SceneOptions.IsAddress(options.Source) ? new RoadStudy(options.Source, network) : null;
        road?.Run(engine, weights, frames, progress, cancellationToken);

        var summary = new TruthSummary(frames);
        return new VerifyResult
        {
            Source = options.Source,
            Network = network.Name,
            Frames = frames.Count,
            TurningFrames = summary.TurningFrames,
            BlockFrames = summary.BlockFrames,
            Blocks = Math.Round(frames.Count / (double)summary.BlockFrames, 1),
            InputSteadiness = TruthSummary.Known(MapBehaviour.InputSteadiness(frames)),
            Objects = road?.Objects,
            UniformObjectCorrelation = TruthSummary.Known(road?.AreaCorrelation),
            Maps = [.. all.Select(map => summary.Of(map, road))],
            LeftOut = [],
        };
    }

    /// <summary>The methods that the network can give; where some were named, each must be one of them.</summary>
    private static List<IMapMethod> Usable(IEngine engine, VerifyOptions options, out List<LeftOutMap> leftOut)
    {
        var usable = new List<IMapMethod>();
        leftOut = [];
        foreach (var method in options.Maps ?? (options.MapFolder is null ? MapMethods.All : []))
        {
            try
            {
                method.Create(engine, new MapOptions()).Dispose();
                usable.Add(method);
            }
            catch (MapOptionException exception) when (options.Maps is null)
            {
                leftOut.Add(new LeftOutMap(method.Name, exception.Message));
            }
        }

        return usable;
    }

    private static MapSeries OfStranger(string name, float[][] maps)
    {
        var knowsDirection = maps.Any(map => map.Any(value => value < 0));
        float[][] sizes = [.. maps.Select(map => map.Select(Math.Abs).ToArray())];
        return new MapSeries(name, sizes, knowsDirection ? maps : null, DeletionFills.For(Fill.Mean));
    }

    private static (float[][] Sizes, float[][]? Signed) Place(
        MapQuestions questions, Network network, IReadOnlyList<SampledFrame> frames, bool knowsDirection, ProgressReporter progress, CancellationToken cancellationToken)
    {
        var map = questions.Map;
        var placement = new MapPlacement(network.Input, map.Height, map.Width, map.Region);
        var (sizes, signed) = (new float[frames.Count][], new float[frames.Count][]);
        for (var frame = 0; frame < sizes.Length; frame++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var values = questions.Of(frames[frame].Input);
            placement.Place(values, sizes[frame] = new float[network.Input.Height * network.Input.Width]);
            if (knowsDirection) placement.Place(values, signed[frame] = new float[sizes[frame].Length], keepsSign: true);
            progress.Advance();
        }

        return (sizes, knowsDirection ? signed : null);
    }
}
