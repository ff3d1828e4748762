using System.Globalization;
using System.Numerics;
using Steerlens.Kernels.Drawing;
using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Compositing;

namespace Steerlens.Pipeline.Masking;

/// <summary>The plot of both angles over time, and of what taking the thing away changes.</summary>
internal sealed class MaskPlot
{
    private const int Width = 1280;
    private const int Height = 640;
    private const double Left = 84;
    private const double Right = Width - 28;

    private readonly MaskAnswer _answer;
    private readonly SheetStyle _style = new();
    private readonly HudInks _inks = new(ContactSheet.Color);
    private readonly Canvas _canvas = new(Width, Height);
    private readonly PlotAxis _time;

    private MaskPlot(MaskAnswer answer)
    {
        _answer = answer;
        var (first, last) = (answer.Frames[0].Time, answer.Frames[^1].Time);
        _time = new PlotAxis(first, last > first ? last : first + 1, Left, Right, 10, isRounded: false);
    }

    /// <summary>Draws the plot.</summary>
    /// <param name="answer">The numbers.</param>
    /// <param name="title">What is masked where.</param>
    public static YuvImage Draw(MaskAnswer answer, string title) => new MaskPlot(answer).Draw(title);

    private YuvImage Draw(string title)
    {
        var picture = new YuvImage(Width, Height, ContactSheet.Color);
        picture.Y.Span.Fill(_style.Paper.Y);
        picture.U.Span.Fill(_style.Paper.U);
        picture.V.Span.Fill(_style.Paper.V);
        _canvas.DrawOn(picture);
        var answer = string.Concat(char.ToUpperInvariant(_answer.Text[0]).ToString(), _answer.Text.AsSpan(1)).Replace(" deg", "\u00b0", StringComparison.Ordinal);
        _canvas.DrawText(_style.Heading, SheetLine.Cut(answer, _style.Heading, Width - 48), 24, 38, _style.Text);
        var note = _answer.Note.Length > 0 ? $"{title}; {_answer.Note}" : title;
        _canvas.DrawText(_style.Note, SheetLine.Cut(note, _style.Note, Width - 48), 24, 64, _style.Quiet);
        DrawAngles(110, 360);
        DrawChange(430, 590);
        return picture;
    }

    private void DrawAngles(double top, double bottom)
    {
        var frames = _answer.Frames;
        var values = frames.SelectMany(frame => new[] { frame.With, frame.Without, frame.Truth ?? double.NaN }).Where(double.IsFinite).ToList();
        var axis = new PlotAxis(Math.Min(0, values.Min()), Math.Max(0, values.Max()), bottom, top, 5, isRounded: true);
        Panel(top, bottom, axis, "angle, right is up");
        if (frames.Any(frame => frame.Truth is not null)) Line(axis, frame => frame.Truth ?? double.NaN, _inks.Truth);
        Line(axis, frame => frame.Without, _inks.Right);
        Line(axis, frame => frame.With, _inks.Text);
        var end = Right;
        if (frames.Any(frame => frame.Truth is not null)) end = Key("true", end, top - 12, _inks.Truth);
        end = Key("without it", end, top - 12, _inks.Right);
        Key("as it is", end, top - 12, _inks.Text);
    }

    private void DrawChange(double top, double bottom)
    {
        var values = _answer.Frames.Select(frame => frame.Change).Where(double.IsFinite).Append(_answer.Change.Low).Append(_answer.Change.High).Append(0).Where(double.IsFinite).ToList();
        var axis = new PlotAxis(values.Min(), values.Max(), bottom, top, 4, isRounded: true);
        Panel(top, bottom, axis, "change without it");
        var (high, low) = (axis.Place(_answer.Change.High), axis.Place(_answer.Change.Low));
        var mean = axis.Place(_answer.Change.Mean);
        foreach (var (from, to) in Parts(frame => double.IsFinite(frame.Change)))
        {
            if (float.IsFinite(high) && float.IsFinite(low)) _canvas.FillRectangle(from, high, to - from, Math.Max(1, low - high), 0, Ink.FromRgb(ContactSheet.Color, 0x4FB4FF, 0.25));
            _canvas.DrawLine(new Vector2(from, mean), new Vector2(to, mean), 1.5, _inks.Left);
        }

        Line(axis, frame => frame.Change, _inks.Right);
        Key(double.IsNaN(_answer.Change.Low) ? "mean" : "mean and 95 % interval", Right, top - 12, _inks.Left);
        foreach (var tick in _time.Ticks)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{tick:0.##} s");
            _canvas.DrawText(_style.Note, text, _time.Place(tick) - (_style.Note.Measure(text) / 2), bottom + 24, _style.Quiet);
        }
    }

    private void Panel(double top, double bottom, PlotAxis axis, string name)
    {
        _canvas.FillRectangle(Left, top, Right - Left, bottom - top, 0, _inks.Track);
        _canvas.DrawText(_style.Note, name, Left, top - 12, _style.Quiet);
        Shade(top, bottom);
        foreach (var tick in axis.Ticks)
        {
            var y = axis.Place(tick);
            _canvas.FillRectangle(Left, y - 0.5, Right - Left, tick == 0 ? 1.5 : 1, 0, tick == 0 ? _inks.Outline : _inks.Grid);
            var text = string.Create(CultureInfo.InvariantCulture, $"{tick:+0.###;-0.###;0}\u00b0");
            _canvas.DrawText(_style.Note, text, Left - 10 - _style.Note.Measure(text), y + (_style.Note.CapitalHeight / 2), _style.Quiet);
        }
    }

    /// <summary>Darkens the times at which the thing is out of sight or lost.</summary>
    private void Shade(double top, double bottom)
    {
        foreach (var (from, to) in Parts(frame => frame.Box is null))
            _canvas.FillRectangle(from, top, to - from, bottom - top, 0, Ink.FromRgb(ContactSheet.Color, 0, 0.45));
    }

    /// <summary>Where on the time axis frames in a row are of a kind: each from its own place to the next frame's.</summary>
    private IEnumerable<(float From, float To)> Parts(Func<MaskedFrame, bool> isOne)
    {
        var frames = _answer.Frames;
        for (var index = 0; index < frames.Count; index++)
        {
            if (!isOne(frames[index])) continue;
            var end = index;
            while (end + 1 < frames.Count && isOne(frames[end + 1])) end++;
            var from = _time.Place(frames[index].Time);
            yield return (from, Math.Max(from + 1, _time.Place(frames[Math.Min(frames.Count - 1, end + 1)].Time)));
            index = end;
        }
    }

    private void Line(PlotAxis axis, Func<MaskedFrame, double> value, Ink ink)
    {
        var points = new List<Vector2>();
        foreach (var frame in _answer.Frames)
        {
            if (double.IsFinite(value(frame)))
            {
                points.Add(new Vector2(_time.Place(frame.Time), axis.Place(value(frame))));
                continue;
            }

            Draw(points, ink);
            points.Clear();
        }

        Draw(points, ink);
    }

    private void Draw(List<Vector2> points, Ink ink)
    {
        if (points.Count == 1) _canvas.FillDisc(points[0], 1.5, ink);
        if (points.Count > 1) _canvas.DrawLines([.. points], 2, ink);
    }

    private double Key(string name, double right, double baseline, Ink ink)
    {
        var start = right - _style.Note.Measure(name);
        _canvas.DrawText(_style.Note, name, start, baseline, _style.Quiet);
        var y = (float)(baseline - (_style.Note.CapitalHeight / 2));
        _canvas.DrawLine(new Vector2((float)start - 30, y), new Vector2((float)start - 8, y), 2.5, ink);
        return start - 50;
    }
}
