namespace Steerlens.Pipeline.Verification;

/// <summary>One frame that is scored.</summary>
/// <param name="Index">Its number in the source.</param>
/// <param name="Seconds">Its time.</param>
/// <param name="Input">The network's input, H x W x C.</param>
internal sealed record SampledFrame(long Index, double Seconds, float[] Input)
{
    /// <summary>The input of the frame right after it in the source; null for the last one.</summary>
    public float[]? Next { get; set; }

    /// <summary>The network's angle: radians, positive = right.</summary>
    public double Angle { get; set; }
}
