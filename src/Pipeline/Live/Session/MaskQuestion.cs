using System.Diagnostics;
using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Stages;

namespace Steerlens.Pipeline.Live.Session;

/// <summary>What hiding a rectangle does to the angle. Angles in radians, positive = right.</summary>
/// <param name="Angle">The angle of the frame as it is.</param>
/// <param name="Masked">The angle with the rectangle hidden.</param>
/// <param name="Duration">What the answer took.</param>
/// <param name="IsSeen">Whether the network sees anything of the rectangle.</param>
internal readonly record struct MaskQuestionAnswer(double Angle, double Masked, TimeSpan Duration, bool IsSeen);

/// <summary>Hides a rectangle of the frame that is shown and asks the same network again: hidden as <c>steerlens mask</c> hides it.</summary>
internal static class MaskQuestion
{
    /// <summary>The shortest edge of a rectangle, in pixels.</summary>
    public const double ShortestEdge = 4;

    /// <summary>Asks.</summary>
    /// <param name="stages">Stages that have a frame; they are left as they are.</param>
    /// <param name="rectangle">In shares of the picture, 0..1.</param>
    /// <param name="fill">What the rectangle shows.</param>
    /// <exception cref="SteerlensException">The rectangle is too small or outside the picture.</exception>
    public static MaskQuestionAnswer Ask(LiveStages stages, MapRectangle rectangle, BoxFill fill)
    {
        var start = Stopwatch.GetTimestamp();
        var shown = stages.Frame;
        var box = InPixels(rectangle, shown.Picture);
        var masked = new Frame(stages.Format);
        try
        {
            masked.Picture.CopyFrom(shown.Picture);
            new BoxMask(masked.Picture.Width, masked.Picture.Height, fill, box).Apply(masked.Picture, box);
            new ResizeStage(stages.Network, stages.Format).Process(masked);
            KeepEarlierFrames(stages, masked.Input);
            new InferStage(stages.Engine, stages.Explain.OutputWeights).Process(masked);
            return new MaskQuestionAnswer(shown.Angle, masked.Angle, Stopwatch.GetElapsedTime(start), Overlap(box, stages.Resize.Seen));
        }
        finally
        {
            masked.Free();
        }
    }

    private static bool Overlap(MapRectangle one, MapRectangle other) =>
        one.Left < other.Left + other.Width && other.Left < one.Left + one.Width && one.Top < other.Top + other.Height && other.Top < one.Top + one.Height;

    /// <summary>A rectangle in pixels, cut to the picture.</summary>
    /// <exception cref="SteerlensException">Nothing of it is inside, or too little.</exception>
    internal static MapRectangle InPixels(MapRectangle shares, YuvImage picture)
    {
        var (left, right) = (Math.Clamp(shares.Left, 0, 1) * picture.Width, Math.Clamp(shares.Left + shares.Width, 0, 1) * picture.Width);
        var (top, bottom) = (Math.Clamp(shares.Top, 0, 1) * picture.Height, Math.Clamp(shares.Top + shares.Height, 0, 1) * picture.Height);
        return right - left >= ShortestEdge && bottom - top >= ShortestEdge
            ? new MapRectangle(left, top, right - left, bottom - top)
            : throw new SteerlensException(ExitCode.Usage, FormattableString.Invariant($"the rectangle is {Math.Max(0, right - left):0.#}x{Math.Max(0, bottom - top):0.#} pixels of the picture: draw one of at least {ShortestEdge}x{ShortestEdge}"));
    }

    /// <summary>A network that reads several frames has the rectangle hidden in the newest one alone.</summary>
    private static void KeepEarlierFrames(LiveStages stages, float[] input)
    {
        var contract = stages.Network.Contract;
        if (contract.Frames == 1) return;
        var channels = stages.Network.Input.Channels;
        var earlier = channels - contract.ColorChannels;
        for (var at = 0; at < input.Length; at += channels) stages.Frame.Input.AsSpan(at, earlier).CopyTo(input.AsSpan(at));
    }
}
