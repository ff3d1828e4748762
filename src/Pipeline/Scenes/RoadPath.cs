namespace Steerlens.Pipeline.Scenes;

/// <summary>A place and direction on the ground plan: x right and y ahead of the road's start in metres, heading clockwise from y in radians.</summary>
internal readonly record struct PlanPoint(double X, double Y, double Heading);

/// <summary>How the road bends: peak curvature (1/m) and length (m) of the bends, and the share of straight pieces between them.</summary>
internal sealed record BendRange(double LeastCurvature, double MostCurvature, double LeastLength, double MostLength, double StraightShare);

/// <summary>
/// The road's reference line over its length: curvature, heading, plan, height above the scene's zero, sampled each metre. Positive
/// curvature bends right.
/// </summary>
internal sealed class RoadPath
{
    private const int Behind = 300;
    private const int SmoothReach = 90;

    private readonly double[] _curvature;
    private readonly double[] _heading;
    private readonly double[] _x;
    private readonly double[] _y;
    private readonly double[] _z;
    private readonly double[] _smoothX;
    private readonly double[] _smoothY;
    private readonly double[] _smoothZ;

    /// <summary>Makes the road from a curvature (1/m) and a height (m) for each distance (m).</summary>
    public RoadPath(double length, Func<double, double> curvature, Func<double, double> height)
    {
        var count = Behind + (int)Math.Ceiling(length) + 1500;
        _curvature = new double[count];
        _heading = new double[count];
        _x = new double[count];
        _y = new double[count];
        _z = new double[count];
        for (var i = 0; i < count; i++)
        {
            _curvature[i] = curvature(i - Behind);
            _z[i] = height(i - Behind);
        }
        for (var i = Behind; i + 1 < count; i++)
        {
            var step = 0.5 * (_curvature[i] + _curvature[i + 1]);
            _heading[i + 1] = _heading[i] + step;
            _x[i + 1] = _x[i] + Math.Sin(_heading[i] + (0.5 * step));
            _y[i + 1] = _y[i] + Math.Cos(_heading[i] + (0.5 * step));
        }
        for (var i = Behind; i > 0; i--)
        {
            var step = 0.5 * (_curvature[i] + _curvature[i - 1]);
            _heading[i - 1] = _heading[i] - step;
            _x[i - 1] = _x[i] - Math.Sin(_heading[i] - (0.5 * step));
            _y[i - 1] = _y[i] - Math.Cos(_heading[i] - (0.5 * step));
        }
        _smoothX = Smoothed(_x);
        _smoothY = Smoothed(_y);
        _smoothZ = Smoothed(_z);
    }

    /// <summary>A winding road drawn from a random stream: bends that turn back before the heading leaves +-1 rad.</summary>
    public static RoadPath Winding(double length, BendRange bends, double hills, SceneRandom random)
    {
        ArgumentNullException.ThrowIfNull(bends);
        var curvature = new double[Behind + (int)Math.Ceiling(length) + 1600];
        double position = Behind + 12;
        var heading = 0.0;
        var side = random.Unit(0) < 0.5 ? -1 : 1;
        long draw = 1;
        while (position < curvature.Length)
        {
            if (random.Unit(draw++) < bends.StraightShare) position += random.Between(draw++, 12, 45);
            var bendLength = random.Between(draw++, bends.LeastLength, bends.MostLength);
            var ease = random.Unit(draw++);
            var peak = bends.LeastCurvature + ((bends.MostCurvature - bends.LeastCurvature) * ease * ease);
            var keep = random.Unit(draw++) < 0.2;
            if (!keep) side = -side;
            var turn = peak * bendLength * 0.65;
            if (Math.Abs(heading + (side * turn)) > 1.0 || (Math.Abs(heading) > 0.6 && heading * side > 0)) side = heading > 0 ? -1 : 1;
            heading += side * turn;
            for (var i = (int)Math.Ceiling(position); i < Math.Min(curvature.Length, position + bendLength); i++)
            {
                var share = (i - position) / bendLength;
                curvature[i] = side * peak * Smooth(Math.Min(1, Math.Min(share, 1 - share) / 0.35));
            }
            position += bendLength;
        }

        var phase = new[] { random.Between(-1, 0, 2 * Math.PI), random.Between(-2, 0, 2 * Math.PI), random.Between(-3, 0, 2 * Math.PI) };
        return new RoadPath(length, s => curvature[(int)s + Behind], s => hills * (
            (1.9 * Math.Sin((2 * Math.PI * s / 270) + phase[0])) +
            (0.55 * Math.Sin((2 * Math.PI * s / 131) + phase[1])) +
            (3.5 * Math.Sin((2 * Math.PI * s / 730) + phase[2]))));
    }

    /// <summary>Curvature in 1/m at a distance in metres, positive = right.</summary>
    public double Curvature(double distance)
    {
        var (index, share) = Find(distance);
        return _curvature[index] + (share * (_curvature[index + 1] - _curvature[index]));
    }

    /// <summary>Height in metres.</summary>
    public double Height(double distance)
    {
        var (index, share) = Find(distance);
        return _z[index] + (share * (_z[index + 1] - _z[index]));
    }

    /// <summary>The plan point at a distance along the road and an offset to its right, both in metres.</summary>
    public PlanPoint At(double distance, double offset)
    {
        var (index, share) = Find(distance);
        var step = 0.5 * (_curvature[index] + _curvature[index + 1]) * share;
        var heading = _heading[index] + step;
        var along = _heading[index] + (0.5 * step);
        return new PlanPoint(
            _x[index] + (share * Math.Sin(along)) + (offset * Math.Cos(heading)),
            _y[index] + (share * Math.Cos(along)) - (offset * Math.Sin(heading)),
            heading);
    }

    /// <summary>
    /// A point of the land beside the road (x, y, and the road's height there). Far from the road the land follows a smoothed
    /// road, so that cross-sections never fold over each other inside a bend.
    /// </summary>
    public (double X, double Y, double Z) Land(double distance, double offset)
    {
        var near = At(distance, 0);
        var share = Smooth(Math.Clamp((Math.Abs(offset) - 10) / 45, 0, 1));
        var (index, fraction) = Find(distance);
        var (rightX, rightY) = (Math.Cos(near.Heading), -Math.Sin(near.Heading));
        var height = Height(distance);
        if (share == 0) return (near.X + (offset * rightX), near.Y + (offset * rightY), height);

        var last = Math.Min(index + 1, _x.Length - 1);
        var first = Math.Max(index - 1, 0);
        var aheadX = _smoothX[last] - _smoothX[first];
        var aheadY = _smoothY[last] - _smoothY[first];
        var scale = 1 / Math.Sqrt((aheadX * aheadX) + (aheadY * aheadY));
        rightX += share * ((aheadY * scale) - rightX);
        rightY += share * ((-aheadX * scale) - rightY);
        scale = offset / Math.Sqrt((rightX * rightX) + (rightY * rightY));
        var smoothX = _smoothX[index] + (fraction * (_smoothX[index + 1] - _smoothX[index]));
        var smoothY = _smoothY[index] + (fraction * (_smoothY[index + 1] - _smoothY[index]));
        var smoothZ = _smoothZ[index] + (fraction * (_smoothZ[index + 1] - _smoothZ[index]));
        return (
            near.X + (share * (smoothX - near.X)) + (rightX * scale),
            near.Y + (share * (smoothY - near.Y)) + (rightY * scale),
            height + (share * (smoothZ - height)));
    }

    private (int Index, double Share) Find(double distance)
    {
        var place = Math.Clamp(distance + Behind, 0, _x.Length - 2);
        var index = (int)place;
        return (index, place - index);
    }

    private static double[] Smoothed(double[] values)
    {
        var sums = new double[values.Length + 1];
        for (var i = 0; i < values.Length; i++) sums[i + 1] = sums[i] + values[i];
        var result = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            // A shrinking window at the ends keeps the average centred on its sample.
            var reach = Math.Min(SmoothReach, Math.Min(i, values.Length - 1 - i));
            result[i] = (sums[i + reach + 1] - sums[i - reach]) / ((2 * reach) + 1);
        }
        return result;
    }

    private static double Smooth(double value) => value * value * (3 - (2 * value));
}
