using System.Globalization;
using System.Numerics;
using System.Security;
using System.Text;

namespace Steerlens.Pipeline.Compositing;

/// <summary>A plot as SVG.</summary>
internal sealed class SvgSurface : IPlotSurface
{
    private readonly StringBuilder _svg = new();

    /// <summary>Makes an empty picture.</summary>
    public SvgSurface(int width, int height) =>
        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-family=\"Inter, Segoe UI, Helvetica, Arial, sans-serif\">");

    /// <inheritdoc/>
    public void Fill(double left, double top, double width, double height, int color, double opacity = 1) =>
        Add($"<rect x=\"{left:0.##}\" y=\"{top:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" fill=\"#{color:x6}\"{(opacity < 1 ? FormattableString.Invariant($" fill-opacity=\"{opacity:0.##}\"") : "")}/>");

    /// <inheritdoc/>
    public void Line(IReadOnlyList<Vector2> points, double thickness, int color)
    {
        if (points.Count == 1) Add($"<circle cx=\"{points[0].X:0.##}\" cy=\"{points[0].Y:0.##}\" r=\"{thickness * 0.75:0.##}\" fill=\"#{color:x6}\"/>");
        if (points.Count < 2) return;
        var path = string.Join(' ', points.Select(point => FormattableString.Invariant($"{point.X:0.##},{point.Y:0.##}")));
        Add($"<polyline points=\"{path}\" fill=\"none\" stroke=\"#{color:x6}\" stroke-width=\"{thickness:0.##}\" stroke-linejoin=\"round\"/>");
    }

    /// <inheritdoc/>
    public void Write(string text, double x, double baseline, double size, int color, double anchor = 0) =>
        Add($"<text x=\"{x:0.##}\" y=\"{baseline:0.##}\" font-size=\"{size:0.##}\" fill=\"#{color:x6}\" text-anchor=\"{(anchor == 0 ? "start" : anchor == 1 ? "end" : "middle")}\">{SecurityElement.Escape(text)}</text>");

    /// <summary>The whole file.</summary>
    public override string ToString() => _svg + "</svg>\n";

    private void Add(FormattableString element) => _svg.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
