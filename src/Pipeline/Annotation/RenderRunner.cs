using System.Globalization;
using System.Text;
using Steerlens.Pipeline.Commands;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Annotation;

/// <summary>Runs <c>steerlens render</c>.</summary>
internal static class RenderRunner
{
    /// <summary>Runs the command to its end.</summary>
    /// <exception cref="SteerlensException">The scene is unknown or an output can't be written.</exception>
    public static async Task RunAsync(RenderOptions options, CommandConsole console, Interruption interruption)
    {
        await using var source = new SceneSource(options.Scene with { Workers = Environment.ProcessorCount });
        using var truth = options.Truth is { } path ? new WholeFile(path, options.Overwrite) : null;
        var lines = new StringBuilder("index,pts_seconds,angle_rad\n");
        await using var film = await AnnotateRunner.OpenFilmAsync(options.Output, null, source.Format, alpha: false, options.Encoding, options.Overwrite, interruption.Abort);
        var progress = new ProgressReporter(console, options.Progress, SceneOptions.Prefix + options.Scene.Name, source.Format.FrameCount);
        var frame = new Frame(source.Format);
        while (!interruption.StopReading.IsCancellationRequested && await source.ReadAsync(frame, interruption.Abort))
        {
            await film.WriteAsync(frame, interruption.Abort);
            lines.Append(CultureInfo.InvariantCulture, $"{frame.Index},{frame.Pts * source.Format.TimeBase.ToDouble():0.######},{frame.TrueAngle:0.########}\n");
            progress.Advance();
        }

        // Written before the film has its name: a full disk then leaves neither.
        truth?.Write(Encoding.UTF8.GetBytes(lines.ToString()));
        await film.CompleteAsync(interruption.Abort);
        truth?.Complete();

        progress.Finish(options.Output is JobPlan.StandardOutput ? null : options.Output);
        foreach (var note in film.Notes) console.Note(note);
    }
}
