using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Comparison;

/// <summary>Runs <c>steerlens compare</c>: one film through several networks and maps, or a still grid.</summary>
internal static class CompareRunner
{
    /// <summary>Runs the command to its end.</summary>
    /// <exception cref="SteerlensException">Something can't be read, written or done; nothing is then under the output's name.</exception>
    public static async Task RunAsync(CompareOptions options, CommandConsole console, Interruption interruption)
    {
        var notes = new List<string>();
        using var views = await ComparedViews.LoadAsync(options, notes, interruption.StopReading, console.Note);
        if (options.IsStill) await StillGrid.RunAsync(views, notes, console, interruption.StopReading);
        else await RunFilmAsync(views, notes, console, interruption);
    }

    private static async Task RunFilmAsync(ComparedViews views, List<string> notes, CommandConsole console, Interruption interruption)
    {
        var options = views.Options;
        var name = options.Sources[0];
        var source = await SourceOpener.OpenAsync(name, options.Range, options.ImageRate, interruption.StopReading);
        await using var frames = source.Frames;
        notes.AddRange(source.Notes);
        var layout = GridLayout.For(frames.Format, views.All.Count, views.Columns, options.Width, options.Drawing.Layout == Layout.SideBySide ? 2 : 1);
        using var stages = new ComparedFilm(frames.Format, views, layout, name);
        var progress = new ProgressReporter(console, options.Progress, name, frames.Format.FrameCount);
        var sinks = new List<IFrameSink>();
        try
        {
            var film = await AnnotateRunner.OpenFilmAsync(options.Output, source.Original, stages.Composite.Output, alpha: false, options.Encoding, options.Overwrite, interruption.StopReading);
            sinks.Add(film);
            if (options.Sidecar is { } sidecar) sinks.Add(new CellSidecarSink(SidecarWriter.Open(sidecar, stages.SubjectsOf(frames.Format), options.Overwrite, console)));
            sinks.Add(new ProgressSink(progress));
            foreach (var note in notes) console.Note(note);
            var pipeline = new FilmPipeline(frames, stages.Resize, stages.Infer, stages.Explain, stages.Composite, sinks);
            await pipeline.RunAsync(interruption.StopReading, interruption.Abort);
            progress.Finish(options.Output is JobPlan.StandardOutput ? null : options.Output);
            foreach (var note in film.Notes.Concat(source.Warnings)) console.Note(note);
        }
        finally
        {
            foreach (var sink in sinks) await sink.DisposeAsync();
        }
    }
}
