using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Commands.Parsing;
using Steerlens.Pipeline.Diagnosis;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Measuring;

/// <summary>Runs <c>steerlens bench</c>: the pipeline of <c>annotate</c> with a meter at each stage.</summary>
internal static class BenchRunner
{
    private const int HeldSceneFrames = 25;

    /// <summary>Runs the command to its end.</summary>
    /// <exception cref="SteerlensException">Something can't be read, written or done, or the source ends within the warm-up.</exception>
    public static async Task RunAsync(BenchOptions options, CommandConsole console, Interruption interruption)
    {
        var baseline = options.Baseline is { } file ? BenchBaseline.Read(file) : null;
        var notes = new List<string>();
        var clock = Stopwatch.StartNew();
        var network = await NetworkChoice.LoadAsync(options.Network, options.Map.Output, notes, interruption.StopReading);
        var networkTime = Lap(clock);
        var source = await OpenAsync(options, interruption.StopReading);
        await using var frames = source.Frames;
        notes.AddRange(source.Notes);
        var sourceTime = Lap(clock);
        using var stages = await FilmStages.PrepareAsync(network, frames.Format, options.Source, options, notes, console.Note, interruption.StopReading);
        var (explain, composite) = (stages.Explain, stages.Composite);

        var meter = new PipelineMeter(options.WarmUp, options.Frames);
        var progress = new ProgressReporter(console, options.Progress, options.Source, ExpectedFrames(options, frames.Format));
        var sinks = new List<IFrameSink>();
        try
        {
            sinks.Add(options.Output is { } output
                ? await AnnotateRunner.OpenFilmAsync(
                    output, source.Original, composite.Output, composite.HasAlpha, options.Encoding, options.Overwrite, interruption.StopReading)
                : new DiscardSink());
            sinks.Add(new ProgressSink(progress));

            // Not before everything is open: a refusal is one line.
            foreach (var note in notes) console.Note(note);
            var pipeline = new FilmPipeline(frames, stages.Resize, stages.Infer, explain, composite, sinks) { Observer = meter };
            await pipeline.RunAsync(interruption.StopReading, interruption.Abort);
            meter.Stop();
        }
        finally
        {
            console.ClearStatus();
            foreach (var sink in sinks) await sink.DisposeAsync();
        }

        foreach (var warning in source.Warnings) console.Note(warning);
        if (meter.Frames == 0)
            throw new SteerlensException(ExitCode.InputUnreadable, $"'{options.Source}' ended within the warm-up of {options.WarmUp} frames: give a longer source or a smaller --warm-up");

        var windows = (explain.Map as OcclusionMap)?.Bank.Count;
        var result = new BenchResult
        {
            Subject = SubjectOf(options, frames.Format, network.Name, windows),
            Machine = MachineOf(stages.Engine),
            Frames = meter.Frames,
            WarmUpFrames = options.WarmUp,
            Seconds = meter.Elapsed.TotalSeconds,
            FramesPerSecond = meter.Frames / meter.Elapsed.TotalSeconds,
            RealTimeFactor = frames.Format.Rate is { } rate ? meter.Frames / meter.Elapsed.TotalSeconds / rate.ToDouble() : null,
            WindowsPerSecond = windows * meter.Frames / meter.Elapsed.TotalSeconds,
            AllocatedBytesPerFrame = (double)meter.AllocatedBytes / meter.Frames,
            Collections = meter.Collections,
            Preparation = new BenchPreparation { NetworkMs = networkTime, SourceMs = sourceTime, EngineMs = stages.EngineMilliseconds, PlansMs = stages.MapMilliseconds + FirstExtra(meter, explain.Name) },
            Stages = [.. meter.Stages.Select(stage => StageOf(stage, meter))],
        };
        result = result with { Baseline = baseline?.Compare(result) };
        foreach (var difference in result.Baseline?.Differences ?? []) console.Note($"not measured alike: {difference}");
        if (options.Json) await console.Output.WriteLineAsync(JsonSerializer.Serialize(result, BenchJson.Plain.BenchResult));
        else BenchTable.Write(result, console);
        await console.Output.FlushAsync(CancellationToken.None);
    }

    private static double Lap(Stopwatch clock)
    {
        var milliseconds = clock.Elapsed.TotalMilliseconds;
        clock.Restart();
        return milliseconds;
    }

    /// <summary>A second of a rendered road is drawn before the clock starts and then repeated; of anything else the first frames are taken.</summary>
    private static async Task<OpenSource> OpenAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var wanted = (long)options.Frames + options.WarmUp;
        if (!SceneOptions.IsAddress(options.Source))
            return await SourceOpener.OpenAsync(options.Source, new RangeOptions { MaximumFrames = wanted }, options.ImageRate, cancellationToken);
        var scene = SceneOptions.Parse(options.Source) with { FrameCount = Math.Min(wanted, HeldSceneFrames), Workers = Environment.ProcessorCount };
        await using var road = new SceneSource(scene);
        return new OpenSource(await HeldFrames.ReadAsync(road, wanted, cancellationToken), null, [], []);
    }

    private static long ExpectedFrames(BenchOptions options, FilmFormat format) =>
        Math.Min((long)options.Frames + options.WarmUp, format.FrameCount ?? long.MaxValue);

    /// <summary>What the first frame took longer than the median one: plans that are made when they are first needed.</summary>
    private static double FirstExtra(PipelineMeter meter, string stage)
    {
        var explain = meter.Stages.First(candidate => string.Equals(candidate.Name, stage, StringComparison.Ordinal));
        return Math.Max(0, explain.First.TotalMilliseconds - explain.Durations.Median);
    }

    private static BenchSubject SubjectOf(BenchOptions options, FilmFormat format, string network, int? windows) => new()
    {
        Source = options.Source,
        Width = format.Width,
        Height = format.Height,
        FrameRate = format.Rate?.ToDouble(),
        Network = network,
        Map = options.Map.Method.Name,
        Windows = windows,
        Layout = options.Drawing.Layout == Compositing.Layout.SideBySide ? "side-by-side" : OptionValues.Word(options.Drawing.Layout),
        Output = options.Output is null ? "none" : $"{options.Encoding.Encoder ?? "default encoder"}, {options.Encoding.Preset ?? VideoEncoder.UsualPreset}, crf {options.Encoding.ConstantRateFactor ?? VideoEncoder.UsualCrf}",
    };

    private static BenchMachine MachineOf(IEngine engine) => new()
    {
        Processor = MachineFacts.ProcessorName(),
        Cores = Environment.ProcessorCount,
        Engine = engine.Description,
        Runtime = RuntimeInformation.FrameworkDescription,
        Version = MachineFacts.ProgramVersion,
    };

    private static BenchStage StageOf(StageMeter stage, PipelineMeter meter)
    {
        var durations = stage.Durations;
        return new BenchStage
        {
            Name = stage.Name,
            MeanMs = durations.Mean,
            P50Ms = durations.Median,
            P95Ms = durations.Percentile95,
            P99Ms = durations.Percentile99,
            MaxMs = durations.Maximum,
            FirstMs = stage.First.TotalMilliseconds,
            BusyShare = Math.Min(1, durations.Mean * stage.Frames / meter.Elapsed.TotalMilliseconds),
            QueueMean = stage.HasQueue ? stage.WaitingMean : null,
            QueueMax = stage.HasQueue ? stage.WaitingMaximum : null,
        };
    }
}
