using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Commands.Parsing;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Stages;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Comparison;

/// <summary>A still grid: a row for each picture, a column for each network and map; one picture alone fills the grid with its views.</summary>
internal static class StillGrid
{
    private const int TallestPicture = 16384;

    /// <summary>Makes the grid, and says the angles.</summary>
    /// <exception cref="SteerlensException">Something can't be read, written or done.</exception>
    public static async Task RunAsync(ComparedViews views, List<string> notes, CommandConsole console, CancellationToken cancellationToken)
    {
        var options = views.Options;
        var stills = await ReadAsync(options, cancellationToken);
        var columns = stills.Count == 1 ? views.Columns : options.Columns ?? views.All.Count;
        var widest = stills.MaxBy(still => still.Picture.Width)!.Picture;
        var cellWidth = GridLayout.For(FormatOf(widest), views.All.Count, columns, options.Width, options.Drawing.Layout == Layout.SideBySide ? 2 : 1).CellWidth;
        var rows = new List<YuvImage>();
        foreach (var note in notes) console.Note(note);
        foreach (var (name, picture, truth, source) in stills)
        {
            rows.Add(Row(views, picture, truth, columns, cellWidth, stills.Count > 1 ? name : "", source, out var angles));
            for (var index = 0; index < views.All.Count; index += options.Maps.Count)
            {
                var network = views.All[index].Engine.Network;
                if (network.Contract.OutputGrid is { } grid)
                {
                    console.WriteLine(FormattableString.Invariant($"{name}: {network.Name} {grid.Rows}x{grid.Columns} outputs"));
                    continue;
                }

                var degrees = Math.Round(double.RadiansToDegrees(angles[index]), 1);
                console.WriteLine(FormattableString.Invariant($"{name}: {views.All[index].Network} {degrees:+0.0;-0.0;0.0} deg"));
            }

            cancellationToken.ThrowIfCancellationRequested();
        }

        await StillPicture.WriteAsync(options.Output, Stack(rows), alpha: null, options.Overwrite, cancellationToken);
        console.WriteLine($"-> {options.Output}");
    }

    /// <summary>One picture's views, under its name where there are several pictures.</summary>
    private static YuvImage Row(ComparedViews views, YuvImage picture, double? truth, int columns, int cellWidth, string name, string source, out double[] angles)
    {
        var format = FormatOf(picture);
        var pictureWidth = views.Options.Drawing.Layout == Layout.SideBySide ? cellWidth / 2 : cellWidth;
        var layout = new GridLayout(views.All.Count, columns, cellWidth, Math.Max(2, (int)Math.Round((double)picture.Height * pictureWidth / picture.Width / 2) * 2)) { Title = name };
        using var stages = new ComparedFilm(format, views, layout, source);
        using var frame = new Frame(format);
        frame.Picture.CopyFrom(picture);
        frame.TrueAngle = truth;
        foreach (var stage in (IStage[])[stages.Resize, stages.Infer, stages.Explain, stages.Composite]) stage.Process(frame);
        angles = [.. frame.Cells.Select(cell => cell.Angle)];
        frame.Free();
        return frame.Composed!;
    }

    /// <summary>The rows below each other, in the colour space of the first.</summary>
    private static YuvImage Stack(List<YuvImage> rows)
    {
        var height = rows.Sum(row => row.Height);
        if (height > TallestPicture)
            throw new SteerlensException(ExitCode.Usage, FormattableString.Invariant($"{rows.Count} rows make a picture {height} pixels tall, and {TallestPicture} can be written: give fewer pictures or less --width"));
        if (rows.Count == 1) return rows[0];
        var whole = new YuvImage(rows[0].Width, height, rows[0].Color);
        var top = 0;
        foreach (var row in rows)
        {
            var same = new YuvImage(row.Width, row.Height, whole.Color);
            YuvRecolor.Run(row, same);
            same.Y.Span.CopyTo(whole.Y.Span[(top * whole.Width)..]);
            same.U.Span.CopyTo(whole.U.Span[(top / 2 * whole.U.Width)..]);
            same.V.Span.CopyTo(whole.V.Span[(top / 2 * whole.V.Width)..]);
            top += row.Height;
        }

        return whole;
    }

    private static FilmFormat FormatOf(YuvImage picture) => new(picture.Width, picture.Height, picture.Color, new Rational(1, 1), null, 1);

    private static async Task<List<(string Name, YuvImage Picture, double? Truth, string Source)>> ReadAsync(CompareOptions options, CancellationToken cancellationToken)
    {
        var stills = new List<(string, YuvImage, double?, string)>();
        foreach (var source in options.Sources)
        {
            var name = SceneOptions.IsAddress(source) ? source : Path.GetFileName(source);
            if (options.Times.Count == 0) stills.Add((name, await StillPicture.ReadAsync(source, cancellationToken), null, source));
            foreach (var time in options.Times)
            {
                var (picture, truth) = await FrameAtAsync(source, time, options, cancellationToken);
                stills.Add(($"{name} at {OptionValues.TimeText(time)}", picture, truth, source));
            }
        }

        return stills;
    }

    private static async Task<(YuvImage Picture, double? Truth)> FrameAtAsync(string source, TimeSpan time, CompareOptions options, CancellationToken cancellationToken)
    {
        var opened = await SourceOpener.OpenAsync(source, new RangeOptions { Start = time, MaximumFrames = 1 }, options.ImageRate, cancellationToken);
        await using var frames = opened.Frames;
        using var frame = new Frame(frames.Format);
        return await frames.ReadAsync(frame, cancellationToken)
            ? (frame.Picture, frame.TrueAngle)
            : throw new SteerlensException(ExitCode.Usage, $"'{source}' has no frame at {OptionValues.TimeText(time)}: give an earlier time with --at");
    }
}
