using System.Globalization;
using System.Numerics;
using Steerlens.Kernels.Drawing;
using Steerlens.Kernels.Images;
using Steerlens.Kernels.Truth;

namespace Steerlens.Pipeline.Compositing;

/// <summary>
/// The instruments on a picture: wheel and angle, plot of the last seconds, method with colour legend, and the finding about the map.
/// </summary>
internal sealed class Hud
{
    private static readonly string[] RankTexts = [.. Enumerable.Range(1, RankRecipe.Maps).Select(rank => string.Create(CultureInfo.InvariantCulture, $"rank {rank} of {RankRecipe.Maps}"))];

    private readonly int _left;
    private readonly int _width;
    private readonly int _height;
    private readonly CompositeOptions _options;
    private readonly HudInks _inks;
    private readonly AngleHistory _history;
    private readonly SteeringWheel _wheel;
    private readonly AnglePlot _plot;
    private readonly HeatLegend _legend;
    private readonly OutputPanel _outputs;
    private readonly StrokeFont _text;
    private readonly StrokeFont _small;
    private readonly StrokeFont _large;
    private readonly string _plotTitle;
    private readonly string _focusTitle;
    private HudLayout _layout;
    private MapRectangle _seen;

    /// <summary>Makes the instruments.</summary>
    /// <param name="left">Where the picture starts on the canvas.</param>
    /// <param name="width">Width of the picture.</param>
    /// <param name="height">Height of the picture.</param>
    /// <param name="inks">The inks.</param>
    /// <param name="options">What is drawn.</param>
    /// <param name="color">What the picture's numbers mean.</param>
    public Hud(int left, int width, int height, HudInks inks, CompositeOptions options, YuvColor color)
    {
        (_left, _width, _height, _inks, _options) = (left, width, height, inks, options);
        _layout = HudLayout.For(width, height, default);
        _plotTitle = string.Create(CultureInfo.InvariantCulture, $"last {options.PlotSeconds:0.#} s");
        _focusTitle = string.Create(CultureInfo.InvariantCulture, $"sharp: strongest {100 - options.FocusToPercent:0.#} % of the map");
        _history = new AngleHistory(options.PlotSeconds);
        _wheel = new SteeringWheel(inks);
        _plot = new AnglePlot(inks, _history);
        _legend = new HeatLegend(inks);
        _outputs = new OutputPanel(inks, color);
        _text = new StrokeFont(_layout.Text);
        _small = new StrokeFont(Math.Max(10, _layout.Text * 0.84));
        _large = new StrokeFont(_layout.Text * 1.95, 0.07);
    }

    /// <summary>Whether the panels stand along the top edge.</summary>
    public bool IsAtTop => _layout.Wheel is not { } wheel || wheel.Top < _height / 2d;

    /// <summary>Goes on with the plot of instruments that end here.</summary>
    public void Continue(Hud other) => _history.CopyFrom(other._history);

    /// <summary>Places the panels for the part of the picture that the network sees; to be called before each drawing.</summary>
    public void Place(MapRectangle seen)
    {
        if (seen == _seen) return;
        _seen = seen;
        _layout = HudLayout.For(_width, _height, seen);
    }

    /// <summary>Notes a frame's angle for the plot, whether it is drawn or not.</summary>
    /// <param name="overlay">What to say.</param>
    /// <param name="seconds">The frame's time.</param>
    public void Note(FrameOverlay overlay, double seconds) => _history.Add(seconds, overlay.Angle, overlay.TrueAngle);

    /// <summary>Draws everything for the frame that was noted.</summary>
    /// <param name="canvas">What to draw on.</param>
    /// <param name="overlay">What to say.</param>
    /// <param name="palette">The heat's colours, for the legend.</param>
    public void Draw(Canvas canvas, FrameOverlay overlay, HeatPalette palette)
    {
        // Outputs that are a grid are no angle.
        var hasAngle = overlay.OutputGrid is null;
        if (hasAngle && _layout.Wheel is { } wheel) DrawWheel(canvas, Shift(wheel), overlay);
        if (hasAngle && _options.Plot && _layout.Plot is { } plot) DrawPlot(canvas, Shift(plot), overlay);
        if (_layout.Legend is { } legend) DrawLegend(canvas, Shift(legend), overlay, palette);
        if (overlay.OutputGrid is { } grid) DrawOutputs(canvas, overlay.Outputs, grid);
        if (overlay.Finding.Length > 0) DrawFinding(canvas, overlay.Finding);
    }

    private HudBox Shift(HudBox box) => box with { Left = box.Left + _left };

    private void DrawPanel(Canvas canvas, HudBox box)
    {
        var radius = _layout.Text * 0.6;
        canvas.FillRectangle(box.Left, box.Top, box.Width, box.Height, radius, _inks.Panel);
        canvas.DrawRectangle(box.Left, box.Top, box.Width, box.Height, radius, Math.Max(1, _layout.Text * 0.05), _inks.PanelEdge);
    }

    private void DrawWheel(Canvas canvas, HudBox box, FrameOverlay overlay)
    {
        DrawPanel(canvas, box);
        var text = _layout.Text;
        var diameter = box.Height - (0.9 * text);
        var centre = new Vector2((float)(box.Left + (box.Height / 2)), (float)(box.Top + (box.Height / 2)));
        _wheel.Draw(canvas, centre, diameter, overlay.Angle, overlay.TrueAngle, overlay.AngleSpread);

        Span<char> buffer = stackalloc char[16];
        var left = box.Left + box.Height + (0.1 * text);
        var top = box.Top + (overlay.TrueAngle is null ? 0.75 * text : 0.1 * text);
        canvas.DrawText(_large, AngleText.Signed(overlay.Angle, buffer), left, top + (2.6 * text), _inks.Text);
        var side = canvas.DrawText(_text, AngleText.Direction(overlay.Angle), left + (0.1 * text), top + (4.1 * text), _inks.Of(overlay.Angle));
        if (overlay.AngleSpread is { } spread) Write(canvas, _small, AngleText.Spread(spread, buffer), side + (0.4 * text), box.Right - (0.2 * text), top + (4.1 * text), _inks.Quiet);
        if (overlay.TrueAngle is not { } truth) return;
        var next = canvas.DrawText(_small, "true ", left + (0.1 * text), top + (5.45 * text), _inks.Truth);
        canvas.DrawText(_small, AngleText.Signed(truth, buffer), next, top + (5.45 * text), _inks.Truth);
    }

    private void DrawPlot(Canvas canvas, HudBox box, FrameOverlay overlay)
    {
        DrawPanel(canvas, box);
        var text = _layout.Text;
        var pad = 0.7 * text;
        var baseline = box.Top + pad + _small.CapitalHeight;
        canvas.DrawText(_small, _plotTitle, box.Left + pad, baseline, _inks.Quiet);
        var end = box.Right - pad;
        if (overlay.TrueAngle is not null) end = DrawKey(canvas, "true", end, baseline, _inks.Truth) - text;
        DrawKey(canvas, "network", end, baseline, _inks.Text);
        var top = baseline + (0.55 * text);
        _plot.Draw(canvas, new HudBox(box.Left + pad, top, box.Width - (2 * pad), box.Bottom - pad - top), _small);
    }

    private double DrawKey(Canvas canvas, string name, double right, double baseline, Ink ink)
    {
        var left = right - _small.Measure(name);
        canvas.DrawText(_small, name, left, baseline, _inks.Quiet);
        var height = (float)(baseline - (_small.CapitalHeight * 0.36));
        var start = left - (1.5 * _small.Size);
        canvas.DrawLine(new Vector2((float)start, height), new Vector2((float)(left - (0.45 * _small.Size)), height), _layout.Text * 0.15, ink);
        return start;
    }

    private void DrawLegend(Canvas canvas, HudBox box, FrameOverlay overlay, HeatPalette palette)
    {
        DrawPanel(canvas, box);
        var text = _layout.Text;
        var pad = 0.8 * text;
        var (left, right) = (box.Left + pad, box.Right - pad);

        // The rank takes a line of its own; the others move together for it.
        var (first, second, barTop) = overlay.Rank is null ? (1.6 * text, 2.8 * text, 3.72 * text) : (1.35 * text, 2.45 * text, 3.98 * text);
        if (overlay.Rank is { } rank && rank <= RankTexts.Length) Write(canvas, _small, RankTexts[rank - 1], left, right, box.Top + (3.5 * text), _inks.Text);
        var next = Write(canvas, _text, overlay.Method, left, right, box.Top + first, _inks.Text);
        if (overlay.Target.Length > 0)
        {
            next = Write(canvas, _text, "  \u2192 ", next, right, box.Top + first, _inks.Quiet);
            Write(canvas, _text, overlay.Target, next, right, box.Top + first, _inks.Text);
        }

        next = Write(canvas, _small, overlay.Network, left, right, box.Top + second, _inks.Quiet);
        if (overlay.Note.Length > 0)
        {
            if (overlay.Network.Length > 0) next = Write(canvas, _small, " \u00b7 ", next, right, box.Top + second, _inks.Quiet);
            Write(canvas, _small, overlay.Note, next, right, box.Top + second, _inks.Caution);
        }

        var baseline = box.Bottom - pad;
        if (_options.Layout == Layout.Focus)
        {
            DrawFocusLegend(canvas, left, right, baseline);
            return;
        }

        var bar = new HudBox(left, box.Top + barTop, right - left, 0.62 * text);
        _legend.DrawBar(canvas, bar, palette, overlay.ThresholdShare, overlay.IsSigned);
        if (overlay.IsSigned)
        {
            var (negative, positive) = overlay.OutputGrid is null ? ("left", "right") : ("less", "more");
            var leftEnd = canvas.DrawText(_small, negative, left, baseline, _inks.Left);
            var rightStart = right - _small.Measure(positive);
            canvas.DrawText(_small, positive, rightStart, baseline, _inks.Right);
            WriteCentred(canvas, overlay.ScaleLabel, leftEnd, rightStart, baseline);
        }
        else
        {
            var zeroEnd = canvas.DrawText(_small, "0", left, baseline, _inks.Quiet);
            var start = Math.Max(zeroEnd + text, right - _small.Measure(overlay.ScaleLabel));
            Write(canvas, _small, overlay.ScaleLabel, start, right, baseline, _inks.Quiet);
        }
    }

    /// <summary>In the corner on the left that the other panels leave free.</summary>
    private void DrawOutputs(Canvas canvas, ReadOnlySpan<float> outputs, (int Rows, int Columns) grid)
    {
        if (OutputPanel.SizeOf(grid, _layout.Text, _width, _height) is not { } size) return;
        var margin = 0.9 * _layout.Text;
        var box = Shift(new HudBox(margin, IsAtTop ? _height - margin - size.Height : margin, size.Width, size.Height));
        DrawPanel(canvas, box);
        _outputs.Draw(canvas, box, size, outputs, grid, _small, _layout.Text);
    }

    private void DrawFocusLegend(Canvas canvas, double left, double right, double baseline)
    {
        Write(canvas, _small, _focusTitle, left, right, baseline - (1.35 * _small.Size), _inks.Text);
        Write(canvas, _small, "blurred: the rest, and what is not seen", left, right, baseline, _inks.Quiet);
    }

    private void WriteCentred(Canvas canvas, ReadOnlySpan<char> text, double left, double right, double baseline)
    {
        var gap = 0.5 * _layout.Text;
        var start = Math.Max(left + gap, (left + right - _small.Measure(text)) / 2);
        Write(canvas, _small, text, start, right - gap, baseline, _inks.Quiet);
    }

    private void DrawFinding(Canvas canvas, string finding)
    {
        var text = _layout.Text;
        var width = _text.Measure(finding) + (1.8 * text);
        var height = 1.9 * text;
        if (width > _width || height > _height) return;
        var centre = _left + Math.Clamp(_seen.Left + (_seen.Width / 2), width / 2, _width - (width / 2));
        var top = Math.Clamp(_seen.Top + (0.6 * text), 0, _height - height);
        top = Avoid(_layout.Wheel, top, height);
        top = Avoid(_layout.Plot, top, height);
        top = Avoid(_layout.Legend, top, height);
        canvas.FillRectangle(centre - (width / 2), top, width, height, height / 2, _inks.Panel);
        canvas.DrawText(_text, finding, centre - (width / 2) + (0.9 * text), top + ((height + _text.CapitalHeight) / 2), _inks.Text);
    }

    // A panel over the strip's upper edge would hide the words: they go beside it.
    private double Avoid(HudBox? panel, double top, double height)
    {
        if (panel is not { } box || top >= box.Bottom || top + height <= box.Top) return top;
        return IsAtTop ? box.Bottom + (0.5 * _layout.Text) : box.Top - height - (0.5 * _layout.Text);
    }

    // Text that does not fit ends in three dots.
    private static double Write(Canvas canvas, StrokeFont font, ReadOnlySpan<char> text, double left, double right, double baseline, Ink ink)
    {
        if (left >= right) return left;
        if (left + font.Measure(text) <= right) return canvas.DrawText(font, text, left, baseline, ink);
        var end = canvas.DrawText(font, text[..font.CountFitting(text, right - left - font.Measure("\u2026"))], left, baseline, ink);
        canvas.DrawText(font, "\u2026", end, baseline, ink);
        return right;
    }
}
