using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Stages;

/// <summary>One step of a comparison: the step of each cell, one after the other.</summary>
/// <param name="stages">The same step for each cell, at least one.</param>
internal sealed class CellStage(IReadOnlyList<IStage> stages) : IStage
{
    /// <inheritdoc/>
    public string Name => stages[0].Name;

    /// <inheritdoc/>
    public void Process(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        for (var index = 0; index < stages.Count; index++) stages[index].Process(frame.Cells[index]);
        // What counts frames, such as a sidecar, reads the first cell.
        frame.Angle = frame.Cells[0].Angle;
    }

    /// <inheritdoc/>
    public StageTimings Record(StageTimings timings, double milliseconds) => stages[0].Record(timings, milliseconds);
}
