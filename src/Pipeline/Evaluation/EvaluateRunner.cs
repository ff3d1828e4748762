using System.Text;
using System.Text.Json;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Models;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Drives;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Stages;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Evaluation;

/// <summary>Runs <c>steerlens evaluate</c>: a network on a labelled drive.</summary>
internal static class EvaluateRunner
{
    /// <summary>Runs the command to its end.</summary>
    /// <exception cref="SteerlensException">Something can't be read, written or done.</exception>
    public static async Task RunAsync(EvaluateOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        var network = await NetworkChoice.LoadAsync(options.Network, options.Output, notes, cancellationToken);
        if (network.Contract.OutputGrid is not null) throw new SteerlensException(ExitCode.Usage, $"'{network.Name}' puts out a grid, and labels are one angle: name the output that is the angle with --network-output");
        var weights = OutputChoice.Resolve(network, options.Output);
        var drive = await Task.Run(() => DriveReader.Read(options.Drive), cancellationToken);
        using var engine = EngineChoice.Create(network, options.Device, options.Threads, notes, console.Note);
        foreach (var note in notes) console.Note(note);

        var (frames, warnings) = await DriveAsync(drive, engine, weights, options, console, cancellationToken);
        var worst = WorstFrames.Choose(frames);
        var result = Judge(options, network, drive, frames, worst);
        if (options.Folder is not null) await WriteAsync(options, engine, drive, frames, worst, result, cancellationToken);
        foreach (var warning in warnings) console.Note(warning);
        if (options.Json) await console.Output.WriteLineAsync(JsonSerializer.Serialize(result, EvaluationJson.Plain.EvaluationResult));
        else await console.Output.WriteAsync(EvaluationTable.Of(result));
        await console.Output.FlushAsync(CancellationToken.None);
        if (options.Folder is not null && !options.Json) console.WriteLine("-> " + string.Join(", ", options.Files));
    }

    private static async Task<(List<EvaluatedFrame> Frames, IReadOnlyList<string> Warnings)> DriveAsync(
        LabelledDrive drive, IEngine engine, float[] weights, EvaluateOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        // A network of several frames has to see them all; any other one only those that count.
        var needsAll = engine.Network.Contract.Frames > 1;
        int[] numbers = [.. Enumerable.Range(0, drive.Frames.Count).Where(number => needsAll || number % options.Every == 0)];
        await using var source = await DriveSource.OpenAsync(drive, numbers: numbers, cancellationToken: cancellationToken);
        var (resize, infer) = (new ResizeStage(engine.Network, source.Format), new InferStage(engine, weights));
        var progress = new ProgressReporter(console, options.Progress, options.Drive, numbers.Length);
        var gapsBefore = GapsBefore(drive);
        var frames = new List<EvaluatedFrame>();
        using var frame = new Frame(source.Format);
        while (await source.ReadAsync(frame, cancellationToken))
        {
            resize.Process(frame);
            progress.Advance();
            var number = numbers[(int)frame.Index];
            if (number % options.Every != 0) continue;
            infer.Process(frame);
            var isCut = frames.Count == 0 || gapsBefore[number] != gapsBefore[frames[^1].Number];
            frames.Add(new EvaluatedFrame(number, drive.Frames[number].Seconds, frame.Angle, drive.Frames[number].Angle, isCut));
        }

        frame.Free();
        progress.Finish(null);
        return frames.Count > 0 ? (frames, source.Warnings) : throw new SteerlensException(ExitCode.InputUnreadable, $"'{options.Drive}' gave no frame: its pictures can't be decoded");
    }

    /// <summary>How many gaps lie before each frame.</summary>
    private static int[] GapsBefore(LabelledDrive drive)
    {
        var gaps = new int[drive.Frames.Count];
        for (var number = 1; number < gaps.Length; number++) gaps[number] = gaps[number - 1] + (drive.Frames[number].FollowsGap ? 1 : 0);
        return gaps;
    }

    private static EvaluationResult Judge(EvaluateOptions options, Network network, LabelledDrive drive, IReadOnlyList<EvaluatedFrame> frames, IReadOnlyList<EvaluatedFrame> worst)
    {
        var judge = new DriveJudge(frames, drive.Step * options.Every);
        return new EvaluationResult
        {
            Drive = drive.Labels,
            Network = network.Name,
            Caution = NetworkChoice.CautionFor(network, drive.Labels),
            Frames = frames.Count,
            DriveFrames = drive.Frames.Count,
            Seconds = drive.Frames[^1].Seconds,
            Gaps = drive.Gaps,
            BlockFrames = judge.Block,
            Scores = judge.Network(),
            AlwaysZero = judge.Always(0),
            DriveMean = judge.Always(judge.MeanTruth),
            BeatsZero = judge.BeatsZero(),
            Worst = [.. worst.Select(frame => new WorstFrame(
                frame.Number, drive.Frames[frame.Number].Picture, frame.Seconds, double.RadiansToDegrees(frame.Angle), double.RadiansToDegrees(frame.Truth)))],
        };
    }

    private static async Task WriteAsync(
        EvaluateOptions options, IEngine engine, LabelledDrive drive, IReadOnlyList<EvaluatedFrame> frames, IReadOnlyList<EvaluatedFrame> worst, EvaluationResult result, CancellationToken cancellationToken)
    {
        var (pixels, vectors) = (new PictureSurface(EvaluationPlot.Width, EvaluationPlot.Height), new SvgSurface(EvaluationPlot.Width, EvaluationPlot.Height));
        EvaluationPlot.Draw(frames, result, pixels);
        EvaluationPlot.Draw(frames, result, vectors);
        var sheet = await WorstFrames.DrawAsync(worst, drive, engine, options.Map with { Output = options.Output }, result, cancellationToken);
        await StillPicture.WriteAsync(options.PlotFile, pixels.Picture, alpha: null, options.Overwrite, cancellationToken);
        WriteText(options.VectorFile, vectors.ToString(), options.Overwrite);
        await StillPicture.WriteAsync(options.SheetFile, sheet, alpha: null, options.Overwrite, cancellationToken);
        WriteText(options.TableFile, EvaluationTable.ToCsv(frames), options.Overwrite);
    }

    private static void WriteText(string path, string text, bool overwrite)
    {
        using var file = new WholeFile(path, overwrite);
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Complete();
    }
}
