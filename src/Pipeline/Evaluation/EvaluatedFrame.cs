namespace Steerlens.Pipeline.Evaluation;

/// <summary>A frame of a labelled drive, and what a network says of it.</summary>
/// <param name="Number">Its place in the drive, from 0.</param>
/// <param name="Seconds">Since the drive's first frame.</param>
/// <param name="Angle">The network's angle in radians, positive = right.</param>
/// <param name="Truth">The true angle in radians, positive = right.</param>
/// <param name="FollowsGap">Whether the drive was cut since the frame before.</param>
internal readonly record struct EvaluatedFrame(int Number, double Seconds, double Angle, double Truth, bool FollowsGap)
{
    /// <summary>How far the network steers too far right, in radians.</summary>
    public double Error => Angle - Truth;
}
