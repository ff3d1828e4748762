namespace Steerlens.Pipeline.Scenes;

/// <summary>The steering that a driver who aims at a point ahead would apply: the truth of a rendered frame.</summary>
public static class PurePursuit
{
    /// <summary>Metres between the axles.</summary>
    public const double Wheelbase = 2.8;

    /// <summary>Turn of the steering wheel for one of the road wheels.</summary>
    public const double SteeringRatio = 15;

    /// <summary>The steering-wheel angle in radians, positive = right.</summary>
    /// <param name="right">Metres from the car to the point aimed at, to the car's right.</param>
    /// <param name="ahead">Metres from the car to the point aimed at, ahead of the car; together not 0.</param>
    public static double WheelAngle(double right, double ahead)
    {
        // sin(bearing) / distance = right / distance^2: the arc through both points has the curvature 2 * that.
        var curvature = 2 * right / ((right * right) + (ahead * ahead));
        return SteeringRatio * Math.Atan(Wheelbase * curvature);
    }
}
