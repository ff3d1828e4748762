using System.Numerics;
using Steerlens.Kernels.Drawing;

namespace Steerlens.Pipeline.Compositing;

/// <summary>
/// A steering wheel turned by the angle: a ring with three spokes, the way from straight ahead to the angle in the direction's colour, and a dot
/// outside the ring for the true angle on a band as wide as the angle is unsure.
/// </summary>
internal sealed class SteeringWheel(HudInks inks)
{
    private const int ArcSteps = 48;

    private static readonly double[] Spokes = [-Math.PI / 2, Math.PI / 2, Math.PI];

    private readonly Vector2[] _arc = new Vector2[ArcSteps + 1];

    /// <summary>Draws the wheel inside a circle.</summary>
    /// <param name="canvas">What to draw on.</param>
    /// <param name="centre">The circle's centre.</param>
    /// <param name="diameter">The circle's diameter; the true angle's dot stays inside.</param>
    /// <param name="angle">Radians, positive = right.</param>
    /// <param name="truth">The true angle, or null.</param>
    /// <param name="spread">How far other trainings differ, in radians, or null: a band outside the ring.</param>
    public void Draw(Canvas canvas, Vector2 centre, double diameter, double angle, double? truth, double? spread = null)
    {
        var outer = diameter * 0.445;
        var thickness = diameter * 0.085;
        var radius = outer - (thickness / 2);
        var shown = double.IsFinite(angle) ? angle : 0;
        var reach = outer + 2;
        if (canvas.Open(centre.X - reach, centre.Y - reach, centre.X + reach, centre.Y + reach) is { } region)
        {
            canvas.Mask.AddRing(region, centre, (float)radius, (float)thickness);
            foreach (var spoke in Spokes)
                canvas.Mask.AddLine(region, centre, At(centre, radius, shown + spoke), (float)(thickness * 0.95));
            canvas.Mask.AddLine(region, centre, centre, (float)(diameter * 0.24));
            canvas.Paint(region, inks.Text);
        }

        var swept = Math.Clamp(shown, -2 * Math.PI, 2 * Math.PI);
        for (var step = 0; step <= ArcSteps; step++) _arc[step] = At(centre, radius, swept * step / ArcSteps);
        canvas.DrawLines(_arc, thickness, inks.Of(shown));
        if (spread is { } width && double.IsFinite(width))
        {
            var half = Math.Min(width, Math.PI);
            for (var step = 0; step <= ArcSteps; step++) _arc[step] = At(centre, outer + (diameter * 0.035), shown - half + (2 * half * step / ArcSteps));
            canvas.DrawLines(_arc, diameter * 0.028, inks.Quiet);
        }

        if (truth is { } known && double.IsFinite(known)) canvas.FillDisc(At(centre, outer + (diameter * 0.035), known), diameter * 0.035, inks.Truth);
    }

    private static Vector2 At(Vector2 centre, double radius, double turn)
    {
        var (sine, cosine) = Math.SinCos(turn);
        return centre + new Vector2((float)(radius * sine), (float)(-radius * cosine));
    }
}
