using Steerlens.Kernels.Drawing;
using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Compositing;

/// <summary>The inks of the instruments for pictures whose numbers mean one colour space.</summary>
internal sealed class HudInks(YuvColor color)
{
    public Ink Panel { get; } = Ink.FromRgb(color, 0x0A0E13, 0.70);

    public Ink PanelEdge { get; } = Ink.FromRgb(color, 0xFFFFFF, 0.13);

    public Ink Text { get; } = Ink.FromRgb(color, 0xF6F8FA);

    public Ink Quiet { get; } = Ink.FromRgb(color, 0xB9C3CD);

    public Ink Grid { get; } = Ink.FromRgb(color, 0xFFFFFF, 0.26);

    public Ink Track { get; } = Ink.FromRgb(color, 0xFFFFFF, 0.10);

    public Ink Truth { get; } = Ink.FromRgb(color, 0x6FE7A4);

    public Ink Caution { get; } = Ink.FromRgb(color, 0xFFC65C);

    public Ink Left { get; } = Ink.FromRgb(color, 0x4FB4FF);

    public Ink Right { get; } = Ink.FromRgb(color, 0xFF9A2E);

    public Ink RegionEdge { get; } = Ink.FromRgb(color, 0x0A0E13, 0.75);

    public Ink Outline { get; } = Ink.FromRgb(color, 0xFFFFFF, 0.55);

    /// <summary>The ink of an angle's direction: radians, positive = right; that of text where it is shown as straight.</summary>
    public Ink Of(double angle) => AngleText.Direction(angle) switch { "left" => Left, "right" => Right, _ => Text };
}
