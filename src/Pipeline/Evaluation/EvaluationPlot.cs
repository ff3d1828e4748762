using System.Globalization;
using System.Numerics;
using Steerlens.Pipeline.Compositing;

namespace Steerlens.Pipeline.Evaluation;

/// <summary>The plot of the network's and the true angle over time, and of the error. What was cut out of the drive is a gap.</summary>
internal sealed class EvaluationPlot
{
    public const int Width = 1280;
    public const int Height = 640;

    private const double Left = 76;
    private const double Right = Width - 28;
    private const double NoteSize = 15;

    // About: the two surfaces have different typefaces.
    private const double LetterWidth = 8.5;
    private const int Paper = 0x14181D;
    private const int Words = 0xF6F8FA;
    private const int Quiet = 0xB9C3CD;
    private const int Truth = 0x6FE7A4;
    private const int Network = 0xFF9A2E;
    private const int Error = 0x4FB4FF;
    private const int White = 0xFFFFFF;

    private readonly IReadOnlyList<EvaluatedFrame> _frames;
    private readonly IPlotSurface _surface;
    private readonly DriveTimeline _time;

    private EvaluationPlot(IReadOnlyList<EvaluatedFrame> frames, IPlotSurface surface)
    {
        (_frames, _surface) = (frames, surface);
        _time = new DriveTimeline(frames, Left, Right);
    }

    /// <summary>Draws the plot on a surface of its size.</summary>
    /// <param name="frames">The frames in order.</param>
    /// <param name="result">What is said above.</param>
    /// <param name="surface">Pixels or SVG.</param>
    public static void Draw(IReadOnlyList<EvaluatedFrame> frames, EvaluationResult result, IPlotSurface surface) => new EvaluationPlot(frames, surface).Draw(result);

    private void Draw(EvaluationResult result)
    {
        _surface.Fill(0, 0, Width, Height, Paper);
        var drive = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(result.Drive))) + "/" + Path.GetFileName(result.Drive);
        _surface.Write(Shortened($"{result.Network} on {drive}"), 24, 38, 20, Words);
        _surface.Write(
            FormattableString.Invariant($"RMSE {result.Scores.RmseDegrees.Value:0.00}\u00b0, straight on {result.AlwaysZero.RmseDegrees.Value:0.00}\u00b0, {(result.Scores.Correlation is { } correlation ? FormattableString.Invariant($"correlation {correlation.Value:0.000}") : "no correlation")}, {result.Frames} frames")
            + (result.Caution.Length > 0 ? $"; {result.Caution}" : ""),
            24, 64, NoteSize, Quiet);
        var angles = Axis(_frames.SelectMany(frame => (double[])[frame.Angle, frame.Truth]), 410, 112, 6);
        Panel(112, 410, angles, "angle, right is up");
        Line(angles, frame => frame.Truth, Truth);
        Line(angles, frame => frame.Angle, Network);
        Key("network", Key("true", Right, 100, Truth), 100, Network);
        var errors = Axis(_frames.Select(frame => frame.Error), 590, 470, 3);
        Panel(470, 590, errors, "error: network minus true");
        Line(errors, frame => frame.Error, Error);
        foreach (var (seconds, place) in _time.Ticks()) _surface.Write(string.Create(CultureInfo.InvariantCulture, $"{seconds:0.##} s"), place, 614, NoteSize, Quiet, 0.5);
    }

    private static PlotAxis Axis(IEnumerable<double> radians, double bottom, double top, int ticks)
    {
        var degrees = radians.Select(AngleText.Degrees).Append(0).ToArray();
        return new PlotAxis(degrees.Min(), degrees.Max(), bottom, top, ticks, isRounded: true);
    }

    private void Panel(double top, double bottom, PlotAxis axis, string name)
    {
        _surface.Fill(Left, top, Right - Left, bottom - top, White, 0.08);
        _surface.Write(name, Left, top - 12, NoteSize, Quiet);
        foreach (var tick in axis.Ticks)
        {
            var y = axis.Place(tick);
            _surface.Fill(Left, y - 0.5, Right - Left, 1, White, tick == 0 ? 0.5 : 0.2);
            _surface.Write(string.Create(CultureInfo.InvariantCulture, $"{tick:+0.###;-0.###;0}\u00b0"), Left - 10, y + 5, NoteSize, Quiet, 1);
        }

        foreach (var (left, right, seconds) in _time.Gaps)
        {
            _surface.Fill(left, top, Math.Max(1, right - left), bottom - top, Paper);
            if (right - left > 40) _surface.Write(string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"), (left + right) / 2, bottom - 10, 13, Quiet, 0.5);
        }
    }

    private void Line(PlotAxis axis, Func<EvaluatedFrame, double> radians, int color)
    {
        var points = new List<Vector2>();
        foreach (var frame in _frames)
        {
            if (frame.FollowsGap)
            {
                _surface.Line(points, 1.75, color);
                points.Clear();
            }

            points.Add(new Vector2((float)_time.Place(frame.Seconds), axis.Place(AngleText.Degrees(radians(frame)))));
        }

        _surface.Line(points, 1.75, color);
    }

    /// <summary>A word with its line, left of a place; where the next one may end.</summary>
    private double Key(string name, double right, double baseline, int color)
    {
        _surface.Write(name, right, baseline, NoteSize, Quiet, 1);
        var start = right - (name.Length * LetterWidth);
        _surface.Line([new Vector2((float)start - 30, (float)baseline - 5), new Vector2((float)start - 6, (float)baseline - 5)], 2.5, color);
        return start - 50;
    }

    private static string Shortened(string text) => text.Length > 110 ? string.Concat(text.AsSpan(0, 109), "\u2026") : text;
}
