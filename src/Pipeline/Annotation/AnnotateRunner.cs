using Steerlens.Models;
using Steerlens.Pipeline.Commands;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Annotation;

/// <summary>Runs <c>steerlens annotate</c> for one source.</summary>
internal static class AnnotateRunner
{
    /// <summary>Runs the command to its end.</summary>
    /// <exception cref="SteerlensException">Something can't be read, written or done; nothing is then under the output's name.</exception>
    public static async Task RunAsync(AnnotateJob job, AnnotateOptions options, CommandConsole console, Interruption interruption)
    {
        var notes = new List<string>();

        // Before the first frame there is nothing to finish: the first signal ends the preparations.
        var network = await NetworkChoice.LoadAsync(options.Network, options.Map.Output, notes, interruption.StopReading);
        await RunAsync(network, job, options, notes, console, watch: null, interruption.StopReading, interruption.Abort);
    }

    /// <summary>As above, with a network that is loaded.</summary>
    /// <param name="network">The network.</param>
    /// <param name="job">The source and its outputs.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="notes">What a person should know so far; told once everything is open.</param>
    /// <param name="console">Where a person is told.</param>
    /// <param name="watch">Makes one more sink for the film, which sees each finished frame; null for none.</param>
    /// <param name="stopReading">Reads no further; what was read is finished.</param>
    /// <param name="abort">Stops everything; nothing is then under the output's name.</param>
    internal static async Task<FilmSummary> RunAsync(
        Network network, AnnotateJob job, AnnotateOptions options, List<string> notes, CommandConsole console, Func<FilmFormat, IFrameSink>? watch,
        CancellationToken stopReading, CancellationToken abort)
    {
        var source = await SourceOpener.OpenAsync(job.Source, options.Range, options.ImageRate, stopReading);
        await using var frames = source.Frames;
        notes.AddRange(source.Notes);
        if (network.Contract.Frames > 1 && options.Range.Stride > 1)
            notes.Add(FormattableString.Invariant($"the network reads {network.Contract.Frames} frames: with --stride {options.Range.Stride} they are {options.Range.Stride} frames apart"));
        using var stages = await FilmStages.PrepareAsync(network, frames.Format, job.Origin, options, notes, console.Note, stopReading);
        var (explain, composite) = (stages.Explain, stages.Composite);
        var progress = new ProgressReporter(console, options.Progress, job.Source, frames.Format.FrameCount);
        var sinks = new List<IFrameSink>();
        try
        {
            var film = await OpenFilmAsync(job.Output, source.Original, composite.Output, composite.HasAlpha, options.Encoding, options.Overwrite, stopReading);
            sinks.Add(film);
            if (job.Sidecar is { } sidecar)
            {
                var subject = new SidecarSubject(frames.Format.TimeBase, options.Map.Method.Name, options.Map.Target.ToString().ToLowerInvariant(), explain.Map.Scale.RawUnit);
                sinks.Add(new SidecarSink(SidecarWriter.Open(sidecar, subject, options.Overwrite, console)));
            }

            if (job.Maps is { } maps) sinks.Add(new MapSink(new NpyWriter(maps, explain.Map.Height, explain.Map.Width, options.Overwrite)));
            if (watch is not null) sinks.Add(watch(frames.Format));
            sinks.Add(new ProgressSink(progress));

            // Not before everything is open: a refusal is one line.
            foreach (var note in notes) console.Note(note);
            var pipeline = new FilmPipeline(frames, stages.Resize, stages.Infer, explain, composite, sinks);
            var summary = await pipeline.RunAsync(stopReading, abort);
            progress.Finish(job.Output is JobPlan.StandardOutput ? null : job.Output);
            foreach (var note in film.Notes.Concat(source.Warnings)) console.Note(note);
            return summary;
        }
        finally
        {
            foreach (var sink in sinks) await sink.DisposeAsync();
        }
    }

    /// <summary>The encoder that was asked for.</summary>
    internal static VideoEncoder EncoderOf(EncodingOptions encoding) => new() { Codec = encoding.Encoder, Preset = encoding.Preset, Crf = encoding.ConstantRateFactor };

    /// <summary>Opens the film that is written.</summary>
    internal static Task<FilmSink> OpenFilmAsync(
        string output, FilmOriginal? original, FilmFormat format, bool alpha, EncodingOptions encoding, bool overwrite, CancellationToken cancellationToken) =>
        FilmSink.CreateAsync(
            new FilmSinkOptions
            {
                Path = output,
                Format = format,
                Original = original,
                Overwrite = overwrite,
                Alpha = alpha,
                Encoder = EncoderOf(encoding),
            },
            cancellationToken);
}
