using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Annotation;

/// <summary>Says once what of the instruments has no place on a picture, so that nobody looks for it.</summary>
internal static class HudNotes
{
    /// <summary>What is left out; null where everything has its place.</summary>
    /// <param name="format">The source.</param>
    /// <param name="seen">The part of the picture that the network sees.</param>
    public static string? Of(FilmFormat format, MapRectangle seen)
    {
        var layout = HudLayout.For(format.Width, format.Height, seen);
        var missing = layout switch
        {
            { Wheel: null } => "the wheel, the legend and the plot",
            { Legend: null } => "the legend and the plot",
            { Plot: null } when format.FrameCount != 1 => "the plot",
            _ => null,
        };
        return missing is null ? null : FormattableString.Invariant($"no room for {missing} on {format.Width}x{format.Height}: left out");
    }
}
