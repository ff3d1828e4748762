using Steerlens.Kernels.Drawing;
using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Compositing;

/// <summary>A small picture of the part that the network sees, under heat, for a corner of the frame.</summary>
internal sealed class PictureInset
{
    private const double LargestWidth = 0.40;
    private const double LargestHeight = 0.36;

    private readonly YuvImage _picture;
    private readonly PlaneResize _luma;
    private readonly PlaneResize _chroma;
    private readonly MapSampler _sampler;
    private readonly HeatBlend _heat;

    /// <summary>Prepares the inset.</summary>
    /// <param name="width">Width of the frame.</param>
    /// <param name="height">Height of the frame.</param>
    /// <param name="color">What the frame's numbers mean.</param>
    /// <param name="seen">The part that the network sees, in pixels.</param>
    public PictureInset(int width, int height, YuvColor color, MapRectangle seen)
    {
        var scale = Math.Min(width * LargestWidth / seen.Width, height * LargestHeight / seen.Height);
        var (insetWidth, insetHeight) = (Even(seen.Width * scale), Even(seen.Height * scale));
        _picture = new YuvImage(insetWidth, insetHeight, color);
        _luma = new PlaneResize(
            new ResizeAxis(width, seen.Left, seen.Width, insetWidth),
            new ResizeAxis(height, seen.Top, seen.Height, insetHeight));
        _chroma = new PlaneResize(
            new ResizeAxis(width / 2, seen.Left / 2, seen.Width / 2, insetWidth / 2),
            new ResizeAxis(height / 2, seen.Top / 2, seen.Height / 2, insetHeight / 2));
        _sampler = new MapSampler(insetWidth, insetHeight);
        _heat = new HeatBlend(insetWidth);
        Seen = seen;
    }

    /// <summary>The part that the inset was made for.</summary>
    public MapRectangle Seen { get; }

    /// <summary>Draws the inset into a corner on the right.</summary>
    /// <param name="source">The frame's picture.</param>
    /// <param name="target">Where to draw; of the frame's size.</param>
    /// <param name="overlay">Where the map lies.</param>
    /// <param name="map">The map as it is drawn.</param>
    /// <param name="table">Colours and opacities.</param>
    /// <param name="margin">Distance from the edges, in pixels.</param>
    /// <param name="atBottom">Lower or upper corner.</param>
    /// <returns>Where it stands.</returns>
    public HudBox Draw(YuvImage source, YuvImage target, FrameOverlay overlay, ReadOnlySpan<float> map, HeatTable table, int margin, bool atBottom)
    {
        _luma.Apply(source.Y, _picture.Y);
        _chroma.Apply(source.U, _picture.U);
        _chroma.Apply(source.V, _picture.V);
        if (overlay.MapHeight > 0 && overlay.MapWidth > 0)
        {
            var scale = _picture.Width / Seen.Width;
            var covered = new MapRectangle(
                (overlay.Rectangle.Left - Seen.Left) * scale, (overlay.Rectangle.Top - Seen.Top) * scale, overlay.Rectangle.Width * scale, overlay.Rectangle.Height * scale);
            _sampler.Prepare(map, overlay.MapHeight, overlay.MapWidth, covered);
            _heat.Paint(_picture, _sampler, table, overlay.FullColor);
        }

        margin = (margin + 1) & ~1;
        var left = Math.Max(0, target.Width - margin - _picture.Width);
        var top = atBottom ? Math.Max(0, target.Height - margin - _picture.Height) : margin;
        Copy(_picture.Y, target.Y, left, top);
        Copy(_picture.U, target.U, left / 2, top / 2);
        Copy(_picture.V, target.V, left / 2, top / 2);
        return new HudBox(left, top, _picture.Width, _picture.Height);
    }

    /// <summary>Draws the thin border around the inset.</summary>
    public static void DrawBorder(Canvas canvas, HudBox box, double thickness, Ink ink) =>
        canvas.DrawRectangle(box.Left - thickness, box.Top - thickness, box.Width + (2 * thickness), box.Height + (2 * thickness), thickness * 2, thickness, ink);

    private static int Even(double length) => Math.Max(2, (int)Math.Round(length / 2) * 2);

    private static void Copy(Plane source, Plane target, int left, int top)
    {
        for (var y = 0; y < source.Height && top + y < target.Height; y++) source.Row(y).CopyTo(target.Row(top + y)[left..]);
    }
}
