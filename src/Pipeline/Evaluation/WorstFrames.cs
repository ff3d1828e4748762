using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Images;
using Steerlens.Kernels.Maps;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Drives;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Stages;

namespace Steerlens.Pipeline.Evaluation;

/// <summary>The frames on which a network is furthest off, with what it looks at there.</summary>
internal static class WorstFrames
{
    private const int Count = 12;
    private const int Columns = 4;
    private const int TileWidth = 320;

    // Neighbours look alike: one of them is enough.
    private const double Apart = 2;

    /// <summary>The worst frames, no two within two seconds.</summary>
    public static IReadOnlyList<EvaluatedFrame> Choose(IEnumerable<EvaluatedFrame> frames)
    {
        var chosen = new List<EvaluatedFrame>();
        foreach (var frame in frames.OrderByDescending(frame => Math.Abs(frame.Error)))
        {
            if (chosen.Count == Count) break;
            if (chosen.TrueForAll(other => Math.Abs(other.Seconds - frame.Seconds) >= Apart)) chosen.Add(frame);
        }

        return chosen;
    }

    /// <summary>Draws the contact sheet.</summary>
    /// <param name="worst">The frames, the worst first.</param>
    /// <param name="drive">Where they come from.</param>
    /// <param name="engine">Runs the network.</param>
    /// <param name="map">What is explained.</param>
    /// <param name="result">What is said above.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async Task<YuvImage> DrawAsync(
        IReadOnlyList<EvaluatedFrame> worst, LabelledDrive drive, IEngine engine, MapRequest map, EvaluationResult result, CancellationToken cancellationToken)
    {
        // A network of several frames sees those before each, too; all come from one decoder.
        var (tiles, network) = (new List<SheetTile>(), engine.Network);
        var each = network.Contract.Frames;
        int[] numbers = [.. worst.SelectMany(shown => LabelledDrive.FramesUpTo(shown.Number, each))];
        await using var source = await DriveSource.OpenAsync(drive, numbers: numbers, cancellationToken: cancellationToken);
        using var explain = new ExplainStage(engine, map);
        var resize = new ResizeStage(network, source.Format);
        var composite = new CompositeStage(
            source.Format, map, explain.Map, resize.Seen, (network.Input.Height, network.Input.Width), new DrawingOptions { Hud = false }, (network.Name, ""), network.Contract.OutputGrid is not null);
        IStage[] stages = [new InferStage(engine, explain.OutputWeights), explain, composite];
        using var frame = new Frame(source.Format);
        while (await source.ReadAsync(frame, cancellationToken))
        {
            resize.Process(frame);
            var (place, behind) = Math.DivRem((int)frame.Index, each);
            if (behind < each - 1) continue;
            foreach (var stage in stages) stage.Process(frame);
            var (shown, picture) = (worst[place], frame.Composed!);
            var height = Math.Max(2, (int)Math.Round((double)picture.Height * TileWidth / picture.Width / 2) * 2);
            tiles.Add(new SheetTile(
                TilePicture.Resized(picture, TileWidth, height),
                FormattableString.Invariant($"{shown.Seconds:0.0} s: {AngleText.Degrees(shown.Angle):+0.0;-0.0;0.0}\u00b0, true {AngleText.Degrees(shown.Truth):+0.0;-0.0;0.0}\u00b0")));
        }

        frame.Free();
        var sheet = new ContactSheet
        {
            Title = $"Where {result.Network} is furthest off",
            Notes =
            [
                FormattableString.Invariant($"{Path.GetFileName(drive.Labels)}: the frames with the largest errors, the largest first, no two within {Apart:0} s{(result.Caution.Length > 0 ? "; " + result.Caution : "")}."),
                $"{map.Title}{(map.Target == Target.Signed ? ": warm pushes right, cold pushes left" : $", target {map.Target.ToString().ToLowerInvariant()}")}. Under a frame: the network's angle and the true one, positive = right.",
            ],
        };
        sheet.Add(new SheetSection(Math.Min(Columns, tiles.Count), TileWidth, tiles[0].Picture!.Height) { Tiles = tiles });
        return sheet.Draw();
    }
}
