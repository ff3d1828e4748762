using Steerlens.Kernels.Drawing;
using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Compositing;

/// <summary>Puts composed cells into one picture, each under its name and angle. In YUV 4:2:0 throughout; allocates nothing for a picture.</summary>
internal sealed class GridComposer
{
    private readonly GridLayout _layout;
    private readonly IReadOnlyList<string> _names;
    private readonly Canvas _canvas;
    private readonly StrokeFont _font;
    private readonly HudInks _inks;
    private readonly Ink _ground;

    /// <summary>Prepares the grid.</summary>
    /// <param name="layout">Where the cells lie.</param>
    /// <param name="names">What stands above each cell.</param>
    /// <param name="color">What the pictures' numbers mean.</param>
    public GridComposer(GridLayout layout, IReadOnlyList<string> names, YuvColor color)
    {
        (_layout, _names) = (layout, names);
        _canvas = new Canvas(layout.Width, layout.Height);
        _font = new StrokeFont(layout.Text);
        _inks = new HudInks(color);
        _ground = Ink.FromRgb(color, 0x14191F);
    }

    /// <summary>Composes one picture.</summary>
    /// <param name="cells">As many frames as there are names, each composed.</param>
    /// <param name="destination">Of the grid's size.</param>
    public void Compose(IReadOnlyList<Frame> cells, YuvImage destination)
    {
        destination.Y.Span.Fill(_ground.Y);
        destination.U.Span.Fill(_ground.U);
        destination.V.Span.Fill(_ground.V);
        _canvas.DrawOn(destination);
        if (_layout.Title.Length > 0)
            _canvas.DrawText(_font, _layout.Title, GridLayout.Gap + (0.5 * _layout.Text), GridLayout.Gap + ((_layout.Heading + _font.CapitalHeight) / 2), _inks.Quiet);
        for (var cell = 0; cell < cells.Count; cell++)
        {
            var (left, top) = _layout.PlaceOf(cell);
            var picture = cells[cell].Composed!;
            Copy(picture.Y, destination.Y, left, top);
            Copy(picture.U, destination.U, left / 2, top / 2);
            Copy(picture.V, destination.V, left / 2, top / 2);
            DrawName(_names[cell], cells[cell].Overlay.OutputGrid is null ? cells[cell].Angle : null, left, top);
        }
    }

    private void DrawName(string name, double? angle, int left, int top)
    {
        Span<char> buffer = stackalloc char[16];
        var text = _layout.Text;
        var baseline = top - ((_layout.Strip - _font.CapitalHeight) / 2);

        // Outputs that are a grid are no angle.
        var shown = angle is { } known ? AngleText.Signed(known, buffer) : default;
        var angleStart = left + _layout.CellWidth - (0.5 * text) - _font.Measure(shown);
        if (angle is { } direction) _canvas.DrawText(_font, shown, angleStart, baseline, _inks.Of(direction));
        var room = angleStart - text - (left + (0.5 * text));
        if (_font.Measure(name) <= room)
        {
            _canvas.DrawText(_font, name, left + (0.5 * text), baseline, _inks.Text);
            return;
        }

        var kept = _font.CountFitting(name, room - _font.Measure("\u2026"));
        var end = _canvas.DrawText(_font, name.AsSpan(0, kept), left + (0.5 * text), baseline, _inks.Text);
        _canvas.DrawText(_font, "\u2026", end, baseline, _inks.Text);
    }

    private static void Copy(Plane source, Plane target, int left, int top)
    {
        for (var y = 0; y < source.Height; y++) source.Row(y).CopyTo(target.Row(top + y)[left..]);
    }
}
