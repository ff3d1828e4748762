using System.Globalization;
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
        await using var source = new SceneSource(SceneOf(options));
        using var truth = options.Truth is { } path ? new OutputFile(path, options.Overwrite) : null;
        await using var lines = truth is null ? null : new StreamWriter(truth.Stream, leaveOpen: true);
        if (lines is not null) await lines.WriteLineAsync("index,pts_seconds,angle_rad");
        await using var film = await AnnotateRunner.OpenFilmAsync(options.Output, null, source.Format, alpha: false, options.Encoding, options.Overwrite, interruption.Abort);
        var progress = new ProgressReporter(console, options.Progress, options.Scene, source.Format.FrameCount);
        var frame = new Frame(source.Format);
        while (!interruption.StopReading.IsCancellationRequested && await source.ReadAsync(frame, interruption.Abort))
        {
            await film.WriteAsync(frame, interruption.Abort);
            if (lines is not null)
            {
                var seconds = frame.Pts * source.Format.TimeBase.ToDouble();
                await lines.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{frame.Index},{seconds:0.######},{frame.TrueAngle:0.########}"));
            }

            progress.Advance();
        }

        await film.CompleteAsync(interruption.Abort);
        if (lines is not null) await lines.FlushAsync();
        truth?.Complete();
        progress.Finish(options.Output is JobPlan.StandardOutput ? null : options.Output);
        foreach (var note in film.Notes) console.Note(note);
    }

    private static SceneOptions SceneOf(RenderOptions options)
    {
        var scene = SceneOptions.Parse(options.Scene);
        var seconds = options.Duration?.TotalSeconds ?? (scene.FrameCount / scene.Rate.ToDouble());
        scene = scene with
        {
            Seed = options.Seed ?? scene.Seed,
            Variation = options.Scatter ?? scene.Variation,
            Width = options.Size?.Width ?? scene.Width,
            Height = options.Size?.Height ?? scene.Height,
            Rate = options.Rate ?? scene.Rate,
            Workers = Environment.ProcessorCount,
        };
        return scene with { FrameCount = Math.Max(1, (long)Math.Round(seconds * scene.Rate.ToDouble())) };
    }
}
