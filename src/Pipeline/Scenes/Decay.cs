namespace Steerlens.Pipeline.Scenes;

/// <summary>Light that is lost on its way.</summary>
internal static class Decay
{
    /// <summary>
    /// The share that is lost over an optical depth of 0 or more: 1 - exp(-depth) within 0.04, at the cost of a division.
    /// </summary>
    public static float Lost(float depth) => 1 - (1 / (1 + (depth * (1 + (depth * (0.5f + (depth * 0.1667f)))))));
}
