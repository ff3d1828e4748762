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
public sealed record SidecarSubject(Rational TimeBase, string Method, string Target, string MapUnit)
{
    /// <summary>The cell of a comparison that the lines are about; null where a frame has one line.</summary>
    public SidecarCell? Cell { get; init; }
}

/// <summary>A cell of a comparison.</summary>
/// <param name="Number">Its number from 0, row by row.</param>
/// <param name="Network">The network's name, with a number where several have the same.</param>
public sealed record SidecarCell(int Number, string Network);
