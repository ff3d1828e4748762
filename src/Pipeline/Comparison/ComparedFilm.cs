using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Stages;

namespace Steerlens.Pipeline.Comparison;

/// <summary>The stages of a comparison for pictures of one format: those of an annotated film, with one of each for every cell.</summary>
internal sealed class ComparedFilm : IDisposable
{
    private readonly List<ExplainStage> _explain = [];
    private readonly ComparedViews _views;

    /// <summary>Prepares the stages.</summary>
    /// <param name="film">The source.</param>
    /// <param name="views">What the cells show.</param>
    /// <param name="layout">Where they lie.</param>
    /// <param name="source">The source's name, for cautions that belong on its pictures.</param>
    /// <exception cref="SteerlensException">A map does not fit a network.</exception>
    public ComparedFilm(FilmFormat film, ComparedViews views, GridLayout layout, string source)
    {
        _views = views;
        var drawing = views.Options.Drawing;
        var width = drawing.Layout == Layout.SideBySide ? layout.CellWidth / 2 : layout.CellWidth;
        var cell = film with { Width = width, Height = layout.CellHeight };
        var (scaleX, scaleY) = ((double)cell.Width / film.Width, (double)cell.Height / film.Height);
        var inputs = new List<ResizeStage>();
        var infer = new List<InferStage>();
        var composite = new List<CompositeStage>();
        try
        {
            foreach (var view in views.All)
            {
                var network = view.Engine.Network;
                var input = new ResizeStage(network, film);
                var explain = new ExplainStage(view.Engine, view.Request, film.TimeBase.ToDouble());
                inputs.Add(input);
                _explain.Add(explain);
                infer.Add(new InferStage(view.Engine, explain.OutputWeights));
                var seen = new MapRectangle(input.Seen.Left * scaleX, input.Seen.Top * scaleY, input.Seen.Width * scaleX, input.Seen.Height * scaleY);
                composite.Add(new CompositeStage(
                    cell, view.Request, explain.Map, seen, (network.Input.Height, network.Input.Width), drawing,
                    (network.Name, NetworkChoice.CautionFor(network, source)), network.Contract.OutputGrid is not null));
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        Resize = new CellResizeStage(film, cell, inputs);
        Infer = new CellStage(infer);
        Explain = new CellStage(_explain);
        var composer = new GridComposer(layout, [.. views.All.Select(view => view.Name)], film.Color);
        Composite = new CellCompositeStage(composite, composer, film with { Width = layout.Width, Height = layout.Height });
    }

    /// <summary>Pictures and network inputs of the cells.</summary>
    public CellResizeStage Resize { get; }

    /// <summary>The angles.</summary>
    public CellStage Infer { get; }

    /// <summary>The maps.</summary>
    public CellStage Explain { get; }

    /// <summary>The grid.</summary>
    public CellCompositeStage Composite { get; }

    /// <summary>What is the same on all lines of a cell in a sidecar.</summary>
    public IReadOnlyList<SidecarSubject> SubjectsOf(FilmFormat film) =>
    [
        .. _views.All.Select((view, cell) => new SidecarSubject(film.TimeBase, view.Request.Method.Name, view.Request.Target.ToString().ToLowerInvariant(), _explain[cell].Map.Scale.RawUnit)
        {
            Cell = new SidecarCell(cell, view.Network),
        }),
    ];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var explain in _explain) explain.Dispose();
    }
}
