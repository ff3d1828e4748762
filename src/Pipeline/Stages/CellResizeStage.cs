using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Stages;

/// <summary>
/// A comparison's resize: the picture in the size of a cell, once for each cell, and each cell's network input from the picture in full size.
/// </summary>
internal sealed class CellResizeStage : IStage
{
    private readonly FilmFormat _cell;
    private readonly IReadOnlyList<ResizeStage> _inputs;
    private readonly PlaneResize? _luma;
    private readonly PlaneResize? _chroma;

    /// <summary>Prepares the tables.</summary>
    /// <param name="film">The source.</param>
    /// <param name="cell">The pictures of the cells.</param>
    /// <param name="inputs">What makes each cell's network input from the source's picture.</param>
    public CellResizeStage(FilmFormat film, FilmFormat cell, IReadOnlyList<ResizeStage> inputs)
    {
        (_cell, _inputs) = (cell, inputs);
        if ((film.Width, film.Height) == (cell.Width, cell.Height)) return;
        _luma = PlaneResize.Whole(film.Width, film.Height, cell.Width, cell.Height);
        _chroma = PlaneResize.Whole(film.Width / 2, film.Height / 2, cell.Width / 2, cell.Height / 2);
    }

    /// <inheritdoc/>
    public string Name => "resize";

    /// <inheritdoc/>
    public void Process(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (frame.Cells.Count == 0) frame.Cells = [.. _inputs.Select(_ => new Frame(_cell))];
        var first = frame.Cells[0].Picture;
        Scale(frame.Picture, first);
        for (var index = 0; index < _inputs.Count; index++)
        {
            var cell = frame.Cells[index];
            if (index > 0) cell.Picture.CopyFrom(first);
            (cell.Index, cell.Pts, cell.TrueAngle) = (frame.Index, frame.Pts, frame.TrueAngle);
            _inputs[index].Process(frame.Picture, cell);
        }
    }

    /// <inheritdoc/>
    public StageTimings Record(StageTimings timings, double milliseconds) => timings with { Resize = milliseconds };

    private void Scale(YuvImage picture, YuvImage target)
    {
        if (_luma is null || _chroma is null)
        {
            target.CopyFrom(picture);
            return;
        }

        _luma.Apply(picture.Y, target.Y);
        _chroma.Apply(picture.U, target.U);
        _chroma.Apply(picture.V, target.V);
    }
}
