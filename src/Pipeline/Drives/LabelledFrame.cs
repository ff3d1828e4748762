namespace Steerlens.Pipeline.Drives;

/// <summary>One frame of a drive whose true angle is known.</summary>
/// <param name="Picture">The picture's path.</param>
/// <param name="Seconds">Since the drive's first frame; never less than the frame before.</param>
/// <param name="Angle">The true angle in radians, positive = right.</param>
/// <param name="FollowsGap">Whether the drive was cut before this frame; true for the first one.</param>
public readonly record struct LabelledFrame(string Picture, double Seconds, double Angle, bool FollowsGap);
