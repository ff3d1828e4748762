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
    /// <param name="grid">Rows and columns where the outputs are a grid, which stands there instead of wheel and plot.</param>
    public static string? Of(FilmFormat format, MapRectangle seen, (int Rows, int Columns)? grid = null)
    {
        var layout = HudLayout.For(format.Width, format.Height, seen);
        if (grid is { } outputs)
        {
            if (OutputPanel.SizeOf(outputs, layout.Text, format.Width, format.Height) is not null) return null;
            return FormattableString.Invariant($"no room for the outputs' grid of {outputs.Rows}x{outputs.Columns} on {format.Width}x{format.Height}: left out");
        }

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
