using Steerlens.Kernels.Images;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Truth;
using Steerlens.Pipeline.Comparison;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Stages;

namespace Steerlens.Pipeline.Study;

/// <summary>Drives a network along one road in different looks. The first look is the plain road, against which the others are held.</summary>
internal sealed class StudyFilm : IDisposable
{
    /// <summary>Pixels of a tile of the sheet.</summary>
    public const int TileWidth = 320;

    /// <summary>Maps cost more than angles, and are looked at in every so many frames.</summary>
    public const int MapStride = 4;

    private readonly SceneOptions _scene;
    private readonly ComparedViews _views;
    private readonly AngleDoubt? _doubt;
    private readonly BlockBootstrap _bootstrap;
    private readonly ComparedFilm _stages;
    private readonly Frame _frame;
    private readonly double[] _truth;
    private readonly long _shown;
    private readonly List<float[]> _plainMaps = [];
    private double[]? _plain;

    /// <summary>Prepares the drive.</summary>
    /// <param name="scene">The plain road.</param>
    /// <param name="views">The network's maps.</param>
    /// <param name="doubt">Says how sure its angle is, or null.</param>
    public StudyFilm(SceneOptions scene, ComparedViews views, AngleDoubt? doubt)
    {
        (_scene, _views, _doubt) = (scene, views, doubt);
        var road = new SceneSource(scene);
        TileHeight = (int)Math.Round((double)scene.Height * TileWidth / scene.Width / 2) * 2;
        _stages = new ComparedFilm(road.Format, views, new GridLayout(views.All.Count, views.All.Count, TileWidth, TileHeight), "");
        _frame = new Frame(road.Format);
        _truth = [.. Enumerable.Range(0, (int)scene.FrameCount).Select(index => AngleText.Degrees(road.TrueAngle(index)))];
        _shown = Array.IndexOf(_truth, _truth.MaxBy(Math.Abs));
        _bootstrap = new BlockBootstrap(Math.Max(1, (int)Math.Round(BlockBootstrap.Seconds * scene.Rate.ToDouble())));
    }

    /// <summary>Pixels of a tile of the sheet.</summary>
    public int TileHeight { get; }

    /// <summary>The true angle of the frame on the sheet, in degrees: the sharpest bend.</summary>
    public double ShownTruth => _truth[_shown];

    /// <summary>The number of the frame on the sheet.</summary>
    public int Shown => (int)_shown;

    /// <summary>What each map's colours mean on the sheet, the same in all looks: what full colour stands for, and the family of colours.</summary>
    public IReadOnlyList<(string FullColor, HeatPaletteKind Palette)> Scales { get; private set; } = [];

    /// <summary>Drives the road in one look.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<StudyResult> DriveAsync(StudyCondition condition, ProgressReporter progress, CancellationToken cancellationToken)
    {
        await using var source = new SceneSource(_scene with { Factors = condition.Change(_scene.Factors), Workers = Environment.ProcessorCount });
        var angles = new double[_truth.Length];
        var (spread, unlike) = (new List<double>(), new List<double>());
        var correlations = new double[_views.All.Count];
        IReadOnlyList<YuvImage> tiles = [];
        var compared = 0;
        while (await source.ReadAsync(_frame, cancellationToken))
        {
            _stages.Resize.Process(_frame);
            _stages.Infer.Process(_frame);
            angles[_frame.Index] = AngleText.Degrees(_frame.Angle);
            if (_doubt is not null) Doubt(spread, unlike);
            var (isMapped, isShown) = (_frame.Index % MapStride == 0, _frame.Index == _shown);
            if (isMapped || isShown) _stages.Explain.Process(_frame);
            if (isMapped) Correlate(correlations, compared++);
            if (isShown) tiles = Tiles();
            progress.Advance();
        }

        _plain ??= angles;
        var changes = angles.Zip(_plain, (angle, plain) => angle - plain).ToArray();
        var error = Math.Sqrt(angles.Zip(_truth, (angle, truth) => (angle - truth) * (angle - truth)).Average());
        return new StudyResult(
            condition, angles, _bootstrap.Mean(changes), changes.Average(Math.Abs), error, spread.Count > 0 ? spread.Average() : null, unlike.Count > 0 ? unlike.Average() : null,
            [.. correlations.Select(sum => sum / compared)], tiles);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _frame.Free();
        _stages.Dispose();
    }

    private void Doubt(List<double> spread, List<double> unlike)
    {
        var cell = _frame.Cells[0];
        _doubt!.Measure(cell);
        if (cell.AngleSpread is { } deviation) spread.Add(AngleText.Degrees(deviation));
        if (cell.Familiarity is { } familiarity) unlike.Add(familiarity < 1 ? 1 : 0);
    }

    /// <summary>Keeps the plain road's maps, and holds the other looks' against them.</summary>
    private void Correlate(double[] sums, int compared)
    {
        for (var map = 0; map < sums.Length; map++)
        {
            var values = _frame.Cells[map].Overlay.Map;
            if (_plain is null) _plainMaps.Add([.. values]);
            sums[map] += Correlation.Pearson(values, _plainMaps[(compared * sums.Length) + map]);
        }
    }

    private YuvImage[] Tiles()
    {
        _stages.Composite.Process(_frame);
        Scales = [.. _frame.Cells.Zip(_views.All, (cell, view) => (cell.Overlay.ScaleLabel, PaletteOf(view.Request.Target, cell.Overlay.IsSigned)))];
        return [OnSheet(_frame.Cells[0].Picture), .. _frame.Cells.Select(cell => OnSheet(cell.Composed!))];
    }

    private static HeatPaletteKind PaletteOf(Target target, bool isSigned) =>
        target == Target.Seed ? HeatPaletteKind.Jet : isSigned ? HeatPaletteKind.Diverging : HeatPaletteKind.Sequential;

    private static YuvImage OnSheet(YuvImage picture)
    {
        var tile = new YuvImage(picture.Width, picture.Height, ContactSheet.Color);
        YuvRecolor.Run(picture, tile);
        return tile;
    }
}
