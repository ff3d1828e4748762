using System.Globalization;
using System.Text;

namespace Steerlens.Bench.Growth;

/// <summary>Draws costs against windows as SVG, both axes logarithmic, beside the line of cost in proportion.</summary>
internal sealed class GrowthPlot
{
    private const int Width = 720;
    private const int Height = 440;
    private const int Left = 80;
    private const int Right = 30;
    private const int Top = 76;
    private const int Bottom = 64;

    private readonly StringBuilder _svg = new();
    private readonly (double Low, double High) _windows;
    private readonly (double Low, double High) _milliseconds;

    private GrowthPlot(IReadOnlyList<GrowthPoint> points)
    {
        _windows = Range(points.Select(point => (double)point.Windows));
        _milliseconds = Range(points.Select(point => point.Milliseconds).Append(Proportional(points)));
    }

    /// <summary>Makes the picture.</summary>
    /// <param name="points">By rising number of windows, at least two.</param>
    /// <param name="captions">What was measured, and where: two lines at most.</param>
    public static string Draw(IReadOnlyList<GrowthPoint> points, IReadOnlyList<string> captions)
    {
        var plot = new GrowthPlot(points);
        plot.Frame(captions);
        plot.Line([(points[0].Windows, points[0].Milliseconds), (points[^1].Windows, Proportional(points))], "#9aa5b1", "stroke-dasharray=\"5 5\"");
        plot.Label(points[^1].Windows, Proportional(points), "in proportion", "#6b7683", -8, -8, "end");
        plot.Line([.. points.Select(point => ((double)point.Windows, point.Milliseconds))], "#0b6bcb", "");
        foreach (var point in points)
        {
            var (x, y) = plot.Place(point.Windows, point.Milliseconds);
            plot.Add($"<circle cx=\"{x:0.0}\" cy=\"{y:0.0}\" r=\"4.5\" fill=\"#0b6bcb\"/>");
            var isLast = point == points[^1];
            plot.Label(point.Windows, point.Milliseconds, FormattableString.Invariant($"stride {point.Stride}: {point.Milliseconds:0.0} ms"), "#1f2933", isLast ? -10 : 10, 18, isLast ? "end" : "start");
        }

        return plot._svg.Append("</svg>\n").ToString();
    }

    private static double Proportional(IReadOnlyList<GrowthPoint> points) => points[0].Milliseconds * points[^1].Windows / points[0].Windows;

    private static (double Low, double High) Range(IEnumerable<double> values)
    {
        var logarithms = values.Select(Math.Log10).ToList();
        return (Math.Floor(logarithms.Min()), Math.Ceiling(logarithms.Max()));
    }

    private void Frame(IReadOnlyList<string> captions)
    {
        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" font-family=\"system-ui, sans-serif\" font-size=\"13\">");
        Add($"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>");
        Add($"<text x=\"{Left}\" y=\"24\" font-size=\"16\" fill=\"#1f2933\">Cost of an occlusion map against its windows</text>");
        for (var line = 0; line < captions.Count; line++) Add($"<text x=\"{Left}\" y=\"{43 + (17 * line)}\" fill=\"#6b7683\">{Escape(captions[line])}</text>");
        for (var power = (int)_windows.Low; power <= _windows.High; power++)
        {
            var (x, bottom) = Place(Math.Pow(10, power), Math.Pow(10, _milliseconds.Low));
            Add($"<line x1=\"{x:0.0}\" y1=\"{Top}\" x2=\"{x:0.0}\" y2=\"{bottom:0.0}\" stroke=\"#e4e7eb\"/>");
            Add($"<text x=\"{x:0.0}\" y=\"{bottom + 18:0.0}\" text-anchor=\"middle\" fill=\"#6b7683\">{Math.Pow(10, power):0}</text>");
        }

        for (var power = (int)_milliseconds.Low; power <= _milliseconds.High; power++)
        {
            var (_, y) = Place(1, Math.Pow(10, power));
            Add($"<line x1=\"{Left}\" y1=\"{y:0.0}\" x2=\"{Width - Right}\" y2=\"{y:0.0}\" stroke=\"#e4e7eb\"/>");
            Add($"<text x=\"{Left - 8}\" y=\"{y + 4:0.0}\" text-anchor=\"end\" fill=\"#6b7683\">{Math.Pow(10, power):0.###}</text>");
        }

        Add($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 16}\" text-anchor=\"middle\" fill=\"#1f2933\">windows in the bank</text>");
        Add($"<text x=\"22\" y=\"{(Top + Height - Bottom) / 2}\" text-anchor=\"middle\" fill=\"#1f2933\" transform=\"rotate(-90 22 {(Top + Height - Bottom) / 2})\">milliseconds for a frame</text>");
    }

    private void Line(IReadOnlyList<(double Windows, double Milliseconds)> points, string color, string more)
    {
        var path = string.Join(' ', points.Select(point =>
        {
            var (x, y) = Place(point.Windows, point.Milliseconds);
            return FormattableString.Invariant($"{x:0.0},{y:0.0}");
        }));
        Add($"<polyline points=\"{path}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\" {more}/>");
    }

    private void Label(double windows, double milliseconds, string text, string color, double right, double down, string anchor)
    {
        var (x, y) = Place(windows, milliseconds);
        Add($"<text x=\"{x + right:0.0}\" y=\"{y + down:0.0}\" text-anchor=\"{anchor}\" fill=\"{color}\">{Escape(text)}</text>");
    }

    private (double X, double Y) Place(double windows, double milliseconds) => (
        Left + ((Math.Log10(windows) - _windows.Low) / (_windows.High - _windows.Low) * (Width - Left - Right)),
        Height - Bottom - ((Math.Log10(milliseconds) - _milliseconds.Low) / (_milliseconds.High - _milliseconds.Low) * (Height - Top - Bottom)));

    private void Add(FormattableString element) => _svg.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
