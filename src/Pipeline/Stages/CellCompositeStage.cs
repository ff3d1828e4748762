using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Stages;

/// <summary>A comparison's composite: draws each cell, and puts the cells into one picture.</summary>
/// <param name="cells">The drawing of each cell.</param>
/// <param name="composer">Puts them together.</param>
/// <param name="output">The format of finished pictures.</param>
internal sealed class CellCompositeStage(IReadOnlyList<CompositeStage> cells, GridComposer composer, FilmFormat output) : IStage
{
    private readonly CellStage _cells = new(cells);

    /// <inheritdoc/>
    public string Name => _cells.Name;

    /// <summary>The format of finished pictures.</summary>
    public FilmFormat Output => output;

    /// <inheritdoc/>
    public void Process(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        frame.Composed ??= new YuvImage(Output.Width, Output.Height, Output.Color);
        _cells.Process(frame);
        composer.Compose(frame.Cells, frame.Composed);
    }

    /// <inheritdoc/>
    public StageTimings Record(StageTimings timings, double milliseconds) => _cells.Record(timings, milliseconds);
}
