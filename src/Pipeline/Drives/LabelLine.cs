namespace Steerlens.Pipeline.Drives;

/// <summary>What one line of a labels file says.</summary>
/// <param name="Picture">The picture's name, as it stands there.</param>
/// <param name="Angle">The true angle in radians, positive = right.</param>
/// <param name="Seconds">When, by whatever clock; null where the line does not say.</param>
/// <param name="Place">The frame's number in the recording, so that missing ones show; null where the line does not say.</param>
internal readonly record struct LabelLine(string Picture, double Angle, double? Seconds, long? Place);
