using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Masking;

/// <summary>One frame of the question what a thing does to the angle. Angles in degrees, positive = right.</summary>
/// <param name="Index">The frame's number in the source.</param>
/// <param name="Time">Seconds in the source.</param>
/// <param name="With">The angle of the picture as it is.</param>
/// <param name="Without">The angle without the thing; NaN where it is not there, or lost.</param>
/// <param name="Truth">The true angle where the source knows it.</param>
/// <param name="Box">Where the thing is, in pixels; null where it is not there, or lost.</param>
/// <param name="Score">How sure its place is, 0..1.</param>
internal readonly record struct MaskedFrame(long Index, double Time, double With, double Without, double? Truth, MapRectangle? Box, double Score)
{
    /// <summary>What taking the thing away does to the angle; NaN where it is not there.</summary>
    public double Change => Without - With;
}
