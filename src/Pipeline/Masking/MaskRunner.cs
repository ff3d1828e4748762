using System.Text;
using Steerlens.Kernels.Images;
using Steerlens.Kernels.Maps;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Stages;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Masking;

/// <summary>Runs <c>steerlens mask</c>: the angle with and without one thing through a clip.</summary>
internal static class MaskRunner
{
    /// <summary>Runs the command to its end.</summary>
    /// <exception cref="SteerlensException">Something can't be read, written or done.</exception>
    public static async Task RunAsync(MaskOptions options, CommandConsole console, Interruption interruption)
    {
        if (options.List)
        {
            await using var road = new SceneSource(SceneOptions.Parse(options.Source));
            await console.Output.WriteAsync(KnownThings.Of(road, options.Range).ToText(options.Kind));
            return;
        }

        var notes = new List<string>();
        var network = await NetworkChoice.LoadAsync(options.Network, options.NetworkOutput, notes, interruption.StopReading);
        NetworkChoice.RequireAngle(network, "mask");
        var source = await SourceOpener.OpenAsync(options.Source, options.Range, imageRate: null, interruption.StopReading);
        await using var frames = source.Frames;
        notes.AddRange(source.Notes);
        IHiddenThing thing = options.Box is { } box ? new TrackedThing(box, options.Fill) : SceneThing.Find(SceneOptions.Parse(options.Source), options);
        using var engine = EngineChoice.Create(network, options.Device, threads: 1, notes, console.Note);
        var film = options.Film is null ? null : new MaskFilm(frames.Format);
        await using var sink = film is null
            ? null
            : await AnnotateRunner.OpenFilmAsync(options.Film!, source.Original, film.Output, alpha: false, options.Encoding, options.Overwrite, interruption.StopReading);
        if (thing.Description.Length > 0) notes.Add($"without {thing.Description} (--list shows all objects)");
        foreach (var note in notes) console.Note(note);

        var records = await DriveAsync(frames, thing, new AnglePair(network, engine, frames.Format, Weights(network, options)), film, sink, options, console, interruption);
        var perSecond = frames.Format.Rate?.ToDouble() ?? (records.Count > 1 ? (records.Count - 1) / (records[^1].Time - records[0].Time) : 1);
        var answer = MaskAnswer.Of(records, perSecond, thing.Name, new ResizeStage(network, frames.Format).Seen);
        var title = $"{options.Source}, {network.Name}" + (thing.Description.Length > 0 ? $"; {thing.Description}" : "");
        await StillPicture.WriteAsync(options.Output, MaskPlot.Draw(answer, title), alpha: null, options.Overwrite, interruption.Abort);
        if (options.Table is { } path)
        {
            using var table = new WholeFile(path, options.Overwrite);
            table.Write(Encoding.UTF8.GetBytes(answer.ToCsv()));
            table.Complete();
        }

        if (sink is not null) await sink.CompleteAsync(interruption.Abort);
        foreach (var warning in source.Warnings) console.Note(warning);
        if (answer.Note.Length > 0) console.Note(answer.Note);
        await console.Output.WriteLineAsync(answer.Text);
        console.WriteLine("-> " + string.Join(", ", ((string?[])[options.Output, options.Table, options.Film]).Where(file => file is not null)));
    }

    private static async Task<List<MaskedFrame>> DriveAsync(
        IFrameSource source, IHiddenThing thing, AnglePair angles, MaskFilm? film, FilmSink? sink, MaskOptions options, CommandConsole console, Interruption interruption)
    {
        var progress = new ProgressReporter(console, options.Progress, options.Source, source.Format.FrameCount);
        var records = new List<MaskedFrame>();
        using var frame = new Frame(source.Format);
        var without = new YuvImage(source.Format.Width, source.Format.Height, source.Format.Color);
        var isScene = SceneOptions.IsAddress(options.Source);
        while (!interruption.StopReading.IsCancellationRequested && await source.ReadAsync(frame, interruption.Abort))
        {
            thing.Hide(frame, without);
            var (with, masked) = angles.Of(frame.Picture, without);
            var record = new MaskedFrame(
                frame.Index, (isScene ? frame.Index : frame.Pts) * source.Format.TimeBase.ToDouble(), with, thing.Box is null ? double.NaN : masked,
                frame.TrueAngle is { } truth ? AngleText.Degrees(truth) : null, thing.Box, thing.Score);
            records.Add(record);
            if (film is not null && sink is not null)
            {
                film.Compose(frame, without, record);
                await sink.WriteAsync(frame, interruption.Abort);
            }

            progress.Advance();
        }

        angles.Dispose();
        progress.Finish(null);
        return records.Count > 0 ? records : throw new SteerlensException(ExitCode.InputUnreadable, $"'{options.Source}' gave no frame: choose another part");
    }

    private static float[] Weights(Models.Network network, MaskOptions options)
    {
        try
        {
            return OutputChoice.Resolve(network, options.NetworkOutput);
        }
        catch (MapOptionException exception)
        {
            throw new SteerlensException(ExitCode.Usage, exception.Message, exception);
        }
    }

    /// <summary>The angles of two pictures, in degrees.</summary>
    private sealed class AnglePair(Models.Network network, Kernels.Engines.IEngine engine, FilmFormat format, float[] weights) : IDisposable
    {
        private readonly ResizeStage _resize = new(network, format);
        private readonly InferStage _infer = new(engine, weights);
        private readonly Frame _frame = new(format);

        public (double With, double Without) Of(YuvImage with, YuvImage without) => (Angle(with), Angle(without));

        public void Dispose() => _frame.Free();

        private double Angle(YuvImage picture)
        {
            _resize.Process(picture, _frame);
            _infer.Process(_frame);
            return AngleText.Degrees(_frame.Angle);
        }
    }
}
