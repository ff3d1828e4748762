using Steerlens.Kernels.Drawing;
using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Masking;

/// <summary>The film of both pictures beside each other, each with its angle, and a box around what is masked.</summary>
internal sealed class MaskFilm
{
    private readonly GridLayout _layout;
    private readonly GridComposer _composer;
    private readonly PlaneResize _luma;
    private readonly PlaneResize _chroma;
    private readonly Canvas _canvas;
    private readonly HudInks _inks;
    private readonly Frame[] _cells;
    private readonly double _scale;

    /// <summary>Prepares the film.</summary>
    public MaskFilm(FilmFormat source)
    {
        _layout = GridLayout.For(source, 2, 2, 1920);
        Output = source with { Width = _layout.Width, Height = _layout.Height };
        _composer = new GridComposer(_layout, ["as it is", "without it"], source.Color);
        _luma = PlaneResize.Whole(source.Width, source.Height, _layout.CellWidth, _layout.CellHeight);
        _chroma = PlaneResize.Whole(source.Width / 2, source.Height / 2, _layout.CellWidth / 2, _layout.CellHeight / 2);
        _canvas = new Canvas(_layout.CellWidth, _layout.CellHeight);
        _inks = new HudInks(source.Color);
        _scale = (double)_layout.CellWidth / source.Width;
        var cell = source with { Width = _layout.CellWidth, Height = _layout.CellHeight };
        _cells = [new Frame(cell), new Frame(cell)];
        foreach (var part in _cells) part.Composed = part.Picture;
    }

    /// <summary>The format of its pictures.</summary>
    public FilmFormat Output { get; }

    /// <summary>Composes a frame's picture.</summary>
    /// <param name="frame">Gets it.</param>
    /// <param name="without">The picture without the thing.</param>
    /// <param name="record">What is known of the frame.</param>
    public void Compose(Frame frame, YuvImage without, in MaskedFrame record)
    {
        Scale(frame.Picture, _cells[0].Picture);
        Scale(without, _cells[1].Picture);
        _cells[0].Angle = double.DegreesToRadians(record.With);
        _cells[1].Angle = double.DegreesToRadians(double.IsNaN(record.Without) ? record.With : record.Without);
        if (record.Box is { } box)
        {
            _canvas.DrawOn(_cells[0].Picture);
            _canvas.DrawRectangle(box.Left * _scale, box.Top * _scale, box.Width * _scale, box.Height * _scale, 2, 2, _inks.Right);
        }

        frame.Composed ??= new YuvImage(Output.Width, Output.Height, Output.Color);
        _composer.Compose(_cells, frame.Composed);
    }

    private void Scale(YuvImage picture, YuvImage cell)
    {
        _luma.Apply(picture.Y, cell.Y);
        _chroma.Apply(picture.U, cell.U);
        _chroma.Apply(picture.V, cell.V);
    }
}
