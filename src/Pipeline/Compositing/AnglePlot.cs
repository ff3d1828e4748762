using System.Globalization;
using System.Numerics;
using Steerlens.Kernels.Drawing;

namespace Steerlens.Pipeline.Compositing;

/// <summary>The angles of the last seconds as lines: now at the right edge, right above the middle, left below it.</summary>
internal sealed class AnglePlot(HudInks inks, AngleHistory history)
{
    private static readonly double[] Ranges = [5, 10, 20, 45, 90, 180, 360, 720, 1440];

    private static readonly string[] RightLabels = [.. Ranges.Select(range => string.Create(CultureInfo.InvariantCulture, $"{range:0}° right"))];
    private static readonly string[] LeftLabels = [.. Ranges.Select(range => string.Create(CultureInfo.InvariantCulture, $"{range:0}° left"))];

    private readonly Vector2[] _points = new Vector2[1024];
    private int _rangeIndex;

    /// <summary>Draws lines and grid.</summary>
    /// <param name="canvas">What to draw on.</param>
    /// <param name="box">The plot's rectangle.</param>
    /// <param name="font">For the labels.</param>
    public void Draw(Canvas canvas, HudBox box, StrokeFont font)
    {
        if (history.Count == 0) return;
        ChooseRange();
        var thickness = Math.Max(1.3, font.Size * 0.13);
        var middle = (float)Math.Round(box.Top + (box.Height / 2));
        canvas.FillRectangle(box.Left, box.Top, box.Width, box.Height, font.Size * 0.25, inks.Track);
        canvas.FillRectangle(box.Left, middle - 0.5, box.Width, 1, 0, inks.Grid);
        var inset = font.Size * 0.4;
        canvas.DrawText(font, RightLabels[_rangeIndex], box.Left + inset, box.Top + (font.Size * 0.3) + font.CapitalHeight, inks.Quiet);
        canvas.DrawText(font, LeftLabels[_rangeIndex], box.Left + inset, box.Bottom - (font.Size * 0.45), inks.Quiet);

        DrawLine(canvas, box, thickness, truth: true);
        DrawLine(canvas, box, thickness, truth: false);
        var now = history[history.Count - 1];
        if (double.IsFinite(now.Angle)) canvas.FillDisc(Place(box, now.Time, now.Angle), thickness * 1.4, inks.Text);
    }

    private void ChooseRange()
    {
        var largest = 0d;
        for (var index = 0; index < history.Count; index++)
        {
            var (_, angle, truth) = history[index];
            if (double.IsFinite(angle)) largest = Math.Max(largest, Math.Abs(angle));
            if (truth is { } known && double.IsFinite(known)) largest = Math.Max(largest, Math.Abs(known));
        }

        var degrees = AngleText.Degrees(largest);
        var fitting = 0;
        while (fitting < Ranges.Length - 1 && Ranges[fitting] < degrees) fitting++;

        // A smaller range must leave some room, or the plot would jump to and fro.
        if (fitting > _rangeIndex || degrees < 0.8 * Ranges[fitting]) _rangeIndex = fitting;
    }

    private void DrawLine(Canvas canvas, HudBox box, double thickness, bool truth)
    {
        var count = 0;
        for (var index = 0; index < history.Count; index++)
        {
            var sample = history[index];
            var angle = truth ? sample.Truth : sample.Angle;
            if (angle is { } known && double.IsFinite(known))
            {
                _points[count++] = Place(box, sample.Time, known);
                continue;
            }

            canvas.DrawLines(_points.AsSpan(0, count), thickness, truth ? inks.Truth : inks.Text);
            count = 0;
        }

        canvas.DrawLines(_points.AsSpan(0, count), thickness, truth ? inks.Truth : inks.Text);
    }

    private Vector2 Place(HudBox box, double time, double angle)
    {
        var now = history[history.Count - 1].Time;
        var right = box.Right - (box.Height * 0.06);
        var x = Math.Max(box.Left, right - ((now - time) / history.Seconds * (right - box.Left)));
        var y = box.Top + (box.Height / 2 * (1 - (0.92 * Math.Clamp(AngleText.Degrees(angle) / Ranges[_rangeIndex], -1, 1))));
        return new Vector2((float)x, (float)y);
    }
}
