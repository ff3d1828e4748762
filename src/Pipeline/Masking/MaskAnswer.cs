using System.Globalization;
using System.Text;
using Steerlens.Kernels.Images;
using Steerlens.Kernels.Truth;
using Steerlens.Pipeline.Commands.Parsing;

namespace Steerlens.Pipeline.Masking;

/// <summary>What taking a thing away does to the angle, over a whole clip.</summary>
/// <param name="Frames">All frames.</param>
/// <param name="Change">The mean change in degrees with its interval, over the frames that show the thing.</param>
/// <param name="Largest">The frame with the largest change.</param>
/// <param name="Thing">What was taken away.</param>
/// <param name="IsSeen">Whether the network sees it in any frame.</param>
internal sealed record MaskAnswer(IReadOnlyList<MaskedFrame> Frames, Interval Change, MaskedFrame Largest, string Thing, bool IsSeen)
{
    /// <summary>Takes the numbers.</summary>
    /// <param name="frames">All frames in order.</param>
    /// <param name="framesPerSecond">How often a frame was looked at.</param>
    /// <param name="thing">What was taken away.</param>
    /// <param name="seen">The part of the picture that the network sees, in pixels; null for all.</param>
    /// <exception cref="SteerlensException">No frame shows the thing.</exception>
    public static MaskAnswer Of(IReadOnlyList<MaskedFrame> frames, double framesPerSecond, string thing = "it", MapRectangle? seen = null)
    {
        var shown = frames.Where(frame => !double.IsNaN(frame.Change)).ToList();
        if (shown.Count == 0) throw new SteerlensException(ExitCode.Usage, "no frame shows what was to be masked: choose another part of the source, or another box or object");
        var bootstrap = new BlockBootstrap(Math.Max(1, (int)Math.Round(BlockBootstrap.Seconds * framesPerSecond)));
        double[] changes = [.. frames.Select(frame => frame.Change)];
        return new MaskAnswer(frames, bootstrap.Mean(changes), shown.MaxBy(frame => Math.Abs(frame.Change)), thing,
            seen is not { } part || shown.Exists(frame => frame.Change != 0 || (frame.Box is { } box && Overlap(box, part))));
    }

    /// <summary>The answer in one line.</summary>
    public string Text => !IsSeen ? $"the network does not see {Thing}: it lies outside the part of the picture that the network gets" : FormattableString.Invariant(
        $"without {Thing} the angle changes by {Signed(Change.Mean)} deg{IntervalText} on average, at most by {Signed(Largest.Change)} deg at {OptionValues.TimeText(TimeSpan.FromSeconds(Math.Round(Largest.Time, 1)))}");

    private string IntervalText => double.IsNaN(Change.Low) ? " (no interval under 8 s)" : $" ({Signed(Change.Low)} to {Signed(Change.High)})";

    /// <summary>How many frames show the thing; empty where all do.</summary>
    public string Note => Change.Count == Frames.Count ? "" : FormattableString.Invariant($"{Change.Count} of {Frames.Count} frames show it; in the others it is out of sight or lost");

    /// <summary>One line for each frame.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder("index,time,angle_deg,angle_without_deg,change_deg,true_angle_deg,shown,score,left,top,width,height\n");
        foreach (var frame in Frames)
        {
            text.Append(CultureInfo.InvariantCulture, $"{frame.Index},{frame.Time:0.######},{frame.With:0.####},{Known(frame.Without)},{Known(frame.Change)},{frame.Truth:0.####},{(frame.Box is null ? "false" : "true")},{frame.Score:0.###}");
            text.Append(CultureInfo.InvariantCulture, $",{frame.Box?.Left:0.#},{frame.Box?.Top:0.#},{frame.Box?.Width:0.#},{frame.Box?.Height:0.#}\n");
        }

        return text.ToString();
    }

    private static bool Overlap(MapRectangle one, MapRectangle other) =>
        one.Left < other.Left + other.Width && other.Left < one.Left + one.Width && one.Top < other.Top + other.Height && other.Top < one.Top + one.Height;

    private static string Known(double value) => double.IsNaN(value) ? "" : value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Signed(double degrees) => degrees.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);
}
