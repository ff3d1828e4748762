using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Outputs;

/// <summary>How the lines of a sidecar are written.</summary>
public enum SidecarFormat
{
    /// <summary>One JSON object on each line.</summary>
    JsonLines,

    /// <summary>Values with commas between them, under one line of names.</summary>
    Csv,
}

/// <summary>What is the same on every line of a sidecar.</summary>
/// <param name="TimeBase">The unit of the frames' PTS, in seconds.</param>
/// <param name="Method">The map's method, like <c>occlusion</c>.</param>
/// <param name="Target">The map's target, like <c>signed</c>.</param>
/// <param name="MapUnit">The unit of the map's numbers, like <c>rad</c>.</param>
public sealed record SidecarSubject(Rational TimeBase, string Method, string Target, string MapUnit);
