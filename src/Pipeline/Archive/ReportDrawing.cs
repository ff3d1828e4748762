using System.Globalization;
using System.Text;

namespace Steerlens.Pipeline.Archive;

/// <summary>Draws the report's plots as SVG that takes its colours from the page.</summary>
internal static class ReportDrawing
{
    private const int CurveWidth = 640;
    private const int CurveHeight = 132;
    private const int Left = 38;
    private const int Bottom = 18;

    /// <summary>The angle over a film: the mean as a line, least and most as a band; right is up.</summary>
    public static void AppendCurve(StringBuilder page, AngleCurve curve, double seconds)
    {
        var reach = Reach(curve);
        var count = curve.Mean.Count;
        page.Append(CultureInfo.InvariantCulture, $"<svg class=\"curve\" viewBox=\"0 0 {CurveWidth} {CurveHeight}\" role=\"img\" aria-label=\"the steering angle over the film\">\n");
        foreach (var degrees in new[] { reach, 0, -reach })
        {
            var y = Y(degrees);
            page.Append(CultureInfo.InvariantCulture, $"<line class=\"{(degrees == 0 ? "middle" : "grid")}\" x1=\"{Left}\" y1=\"{y:0.#}\" x2=\"{CurveWidth}\" y2=\"{y:0.#}\"/><text x=\"{Left - 5}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{degrees:+0;-0;0}°</text>\n");
        }

        page.Append("<path class=\"band\" d=\"");
        for (var point = 0; point < count; point++) Point(point == 0 ? 'M' : 'L', point, curve.Most[point]);
        for (var point = count - 1; point >= 0; point--) Point('L', point, curve.Least[point]);
        page.Append("Z\"/>\n<path class=\"mean\" d=\"");
        for (var point = 0; point < count; point++) Point(point == 0 ? 'M' : 'L', point, curve.Mean[point]);
        page.Append("\"/>\n");
        page.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"{CurveHeight - 2}\">0 s</text><text x=\"{CurveWidth}\" y=\"{CurveHeight - 2}\" text-anchor=\"end\">{seconds:0.#} s</text><text x=\"{(CurveWidth + Left) / 2}\" y=\"{CurveHeight - 2}\" text-anchor=\"middle\">steering angle, right is up</text>\n</svg>\n");

        void Point(char command, int point, double degrees)
        {
            var x = Left + ((CurveWidth - Left) * (count == 1 ? 0.5 : (double)point / (count - 1)));
            page.Append(CultureInfo.InvariantCulture, $"{command}{x:0.#} {Y(degrees):0.#}");
        }

        double Y(double degrees) => 6 + ((CurveHeight - Bottom - 12) * (0.5 - (degrees / (2 * reach))));
    }

    /// <summary>Frames by angle.</summary>
    public static void AppendHistogram(StringBuilder page, IReadOnlyList<long> counts, bool large)
    {
        var (width, height, step) = large ? (1000, 150, 1000.0 / counts.Count) : (230, CurveHeight, 230.0 / counts.Count);
        var most = Math.Max(1, counts.Max());
        page.Append(CultureInfo.InvariantCulture, $"<svg class=\"histogram\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"frames by steering angle\">\n");
        for (var bin = 0; bin < counts.Count; bin++)
        {
            // Bars that hold anything at all are seen.
            var length = counts[bin] == 0 ? 0 : Math.Max(1.5, (height - Bottom - 8.0) * counts[bin] / most);
            var place = AngleHistogram.CentreOf(bin);
            page.Append(CultureInfo.InvariantCulture, $"<rect class=\"bar\" x=\"{(bin * step) + 1:0.#}\" y=\"{height - Bottom - length:0.#}\" width=\"{step - 2:0.#}\" height=\"{length:0.#}\"><title>{place}°: {counts[bin]}</title></rect>\n");
            if (large ? place % 10 == 0 : place is -25 or 0 or 25) page.Append(CultureInfo.InvariantCulture, $"<text x=\"{(bin + 0.5) * step:0.#}\" y=\"{height - 3}\" text-anchor=\"middle\">{place:+0;-0;0}°</text>\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"<line class=\"middle\" x1=\"0\" y1=\"{height - Bottom}\" x2=\"{width}\" y2=\"{height - Bottom}\"/>\n</svg>\n");
    }

    private static double Reach(AngleCurve curve)
    {
        var most = curve.Mean.Count == 0 ? 0 : Math.Max(curve.Most.Max(), -curve.Least.Min());
        double[] steps = [5, 10, 20, 30, 45, 60, 90, 180, 360, 720];
        return Array.Find(steps, step => step >= most) is > 0 and var reach ? reach : most;
    }
}
