using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Commands;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Stages;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Annotation;

/// <summary>Runs <c>steerlens explain</c>: the film's stages on one picture.</summary>
internal static class ExplainRunner
{
    /// <summary>Runs the command to its end.</summary>
    /// <exception cref="SteerlensException">Something can't be read, written or done; nothing is then under the output's name.</exception>
    public static async Task RunAsync(ExplainOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        var network = await NetworkChoice.LoadAsync(options.Network, options.Map.Output, notes, cancellationToken);
        if (network.Contract.Frames > 1) notes.Add(FormattableString.Invariant($"the network reads {network.Contract.Frames} frames: this picture stands in for all of them"));
        var picture = await ReadAsync(options.Picture, cancellationToken);
        var format = new FilmFormat(picture.Width, picture.Height, picture.Color, new Rational(1, 1), null, 1);
        using var engine = EngineChoice.Create(network, options.Device, options.Threads, notes, console.Note);
        using var doubt = await DoubtChoice.LoadAsync(options.Doubt, options.Network, engine, options.Map.Output, notes, cancellationToken);
        var resize = new ResizeStage(network, format);
        using var explain = new ExplainStage(engine, options.Map, format.TimeBase.ToDouble());
        var composite = new CompositeStage(
            format, options.Map, explain.Map, resize.Seen, (network.Input.Height, network.Input.Width), options.Drawing,
            (network.Name, NetworkChoice.CautionFor(network, options.Picture)), network.Contract.OutputGrid is not null);

        using var frame = new Frame(format);
        frame.Picture.CopyFrom(picture);
        foreach (var stage in (IStage[])[resize, new InferStage(engine, explain.OutputWeights, doubt), explain, composite]) stage.Process(frame);
        frame.Pass?.Dispose();
        cancellationToken.ThrowIfCancellationRequested();

        if (options.MapFile is { } file) NpyWriter.WriteFile(file, frame.Overlay.Map, explain.Map.Height, explain.Map.Width, options.Overwrite);
        if (options.RegionFile is { } cut) await WriteRegionAsync(cut, picture, frame, composite, options, notes, cancellationToken);
        if (options.Drawing.Hud && HudNotes.Of(format, resize.Seen, network.Contract.OutputGrid) is { } small) notes.Add(small);
        await WriteAsync(frame, composite.HasAlpha, options, console, cancellationToken);
        foreach (var note in notes) console.Note(note);
        if (explain.Map.Remark.Length > 0) console.Note(explain.Map.Remark);
        if (frame.Overlay.Finding.Length > 0) console.Note($"{options.Picture}: {frame.Overlay.Finding}");
        console.WriteLine(Summary(options, frame));
    }

    /// <summary>Cuts the interesting region out; where there is none, nothing is written and a note says so.</summary>
    private static async Task WriteRegionAsync(string path, YuvImage picture, Frame frame, CompositeStage composite, ExplainOptions options, List<string> notes, CancellationToken cancellationToken)
    {
        var finder = new InterestingRegion(picture.Width, picture.Height);
        composite.FindRegion(frame, finder, options.Drawing.Region ?? ExplainOptions.DefaultRegion);
        if (frame.Overlay.Region?.Whole is { } box) await StillPicture.WriteAsync(path, RegionCrop.Of(picture, finder, box), alpha: null, options.Overwrite, cancellationToken);
        else notes.Add($"nothing of the map is above the threshold of --region: '{path}' is not written");
    }

    private static string Summary(ExplainOptions options, Frame frame)
    {
        var angle = frame.Angle;
        var degrees = Math.Round(double.RadiansToDegrees(angle), 1);
        var side = degrees switch { > 0 => " (right)", < 0 => " (left)", _ => "" };
        var place = options.Output is JobPlan.StandardOutput ? "" : $" -> {options.Output}";
        if (frame.Overlay.OutputGrid is { } grid)
            return FormattableString.Invariant($"{options.Picture}: {grid.Rows}x{grid.Columns} outputs, {frame.Overlay.Outputs.Min():0.####} to {frame.Overlay.Outputs.Max():0.####}{place}");
        return FormattableString.Invariant($"{options.Picture}: angle {degrees:+0.0;-0.0;0.0} deg{side}{place}");
    }

    /// <summary>Reads the picture; where it can't be, the reason speaks of a picture unless the file is a film by its name.</summary>
    private static async Task<YuvImage> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await StillPicture.ReadAsync(path, cancellationToken);
        }
        catch (SteerlensException exception) when (exception.ExitCode == ExitCode.InputUnreadable && InputFile.IsPicture(path))
        {
            var (name, reason) = exception.Message.StartsWith($"'{path}'", StringComparison.Ordinal) ? ($"'{path}'", exception.Message[(path.Length + 2)..]) : ("", exception.Message);
            throw new SteerlensException(exception.ExitCode, name + reason.Replace("film", "picture", StringComparison.Ordinal), exception);
        }
    }

    private static async Task WriteAsync(Frame frame, bool hasAlpha, ExplainOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        if (options.Output is not JobPlan.StandardOutput)
        {
            await StillPicture.WriteAsync(options.Output, frame.Composed!, hasAlpha ? frame.Alpha : null, options.Overwrite, cancellationToken);
            return;
        }

        // Through a file, so that nobody who reads along gets half a picture.
        var folder = Directory.CreateTempSubdirectory("steerlens-");
        try
        {
            var path = Path.Combine(folder.FullName, "picture.png");
            await StillPicture.WriteAsync(path, frame.Composed!, hasAlpha ? frame.Alpha : null, overwrite: false, cancellationToken);
            await using var written = File.OpenRead(path);
            await using var output = console.OpenOutput();
            await written.CopyToAsync(output, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
