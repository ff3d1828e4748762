using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Images;
using Steerlens.Kernels.Maps;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Comparison;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Stages;

namespace Steerlens.Pipeline.Tests.Comparison;

public sealed class ComparedFilmTests
{
    private static readonly CompareOptions Options = new(["scene:coast-road"], "grid.mp4")
    {
        Networks = [new() { File = "pilotnet" }, new() { File = "untrained:pilotnet" }],
        Maps = [new() { Method = MapMethods.Find("gradcam") }, new() { Method = MapMethods.Find("occlusion"), Options = new MapOptions { Stride = 16 } }],
        Width = 640,
    };

    [Fact]
    public async Task Process_EachCell_HasAngleAndMapOfItsOwnNetwork()
    {
        using var views = await ComparedViews.LoadAsync(Options, [], CancellationToken.None);
        await using var source = new SceneSource(SceneOptions.Parse("scene:coast-road?size=640x360&duration=1"));
        var layout = GridLayout.For(source.Format, views.All.Count, views.Columns, Options.Width);
        using var stages = new ComparedFilm(source.Format, views, layout, "scene:coast-road");
        using var frame = new Frame(source.Format);
        await source.ReadAsync(frame, CancellationToken.None);

        Run(stages, frame);

        Assert.Equal("pilotnet \u00b7 Grad-CAM, pilotnet \u00b7 occlusion, untrained pilotnet \u00b7 Grad-CAM, untrained pilotnet \u00b7 occlusion", string.Join(", ", views.All.Select(view => view.Name)));
        Assert.Equal((layout.Width, layout.Height), (frame.Composed!.Width, frame.Composed.Height));
        for (var cell = 0; cell < frame.Cells.Count; cell++)
        {
            var alone = Alone(views.All[cell], source.Format, frame.Picture);
            Assert.Equal(alone.Angle, frame.Cells[cell].Angle);
            Assert.Equal(alone.Overlay.Map, frame.Cells[cell].Overlay.Map);
            alone.Free();
        }

        frame.Free();
    }

    [Fact]
    public async Task Process_WarmFrames_AllocateNothing()
    {
        using var views = await ComparedViews.LoadAsync(Options with { Threads = 1 }, [], CancellationToken.None);
        await using var source = new SceneSource(SceneOptions.Parse("scene:coast-road?size=320x180&duration=1"));
        using var stages = new ComparedFilm(source.Format, views, GridLayout.For(source.Format, 4, 2, 640), "scene:coast-road");
        using var frame = new Frame(source.Format);
        await source.ReadAsync(frame, CancellationToken.None);
        for (var warm = 0; warm < 4; warm++) Run(stages, frame);

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var stage in (IStage[])[stages.Resize, stages.Infer, stages.Composite]) stage.Process(frame);

        // The array of stages itself.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100);
        frame.Free();
    }

    [Theory]
    [InlineData(1, 1280, 1, 1272, 1280)]
    [InlineData(4, 1280, 2, 634, 1280)]
    [InlineData(2, 320, 2, 480, 1920)]
    [InlineData(2, 320, 2, 314, 640)]
    public void GridLayout_Width_StaysInBoundsWithEvenCells(int count, int filmWidth, int columns, int cell, int most)
    {
        var layout = GridLayout.For(new FilmFormat(filmWidth, filmWidth * 9 / 16, default, new Rational(1, 25), null, null), count, columns, most);

        Assert.Equal(cell, layout.CellWidth);
        Assert.InRange(layout.Width, 1, most);
        Assert.Equal((0, 0, 0), (layout.Width % 2, layout.Height % 2, layout.CellHeight % 2));
        var (left, top) = layout.PlaceOf(count - 1);
        Assert.InRange(left + layout.CellWidth, 1, layout.Width);
        Assert.InRange(top + layout.CellHeight, 1, layout.Height);
        Assert.Equal((0, 0), (left % 2, top % 2));
    }

    [Fact]
    public async Task Load_SameNetworkTwice_CellsAreNumbered()
    {
        using var views = await ComparedViews.LoadAsync(
            Options with { Networks = [new() { File = "pilotnet" }, new() { File = "gap-pilotnet" }, new() { File = "pilotnet" }], Maps = [Options.Maps[0]] }, [], CancellationToken.None);

        Assert.Equal("pilotnet (1), gap-pilotnet, pilotnet (2)", string.Join(", ", views.All.Select(view => view.Name)));
    }

    [Fact]
    public async Task Load_UnknownNetwork_NamesThoseThatAreShipped()
    {
        var refused = await Assert.ThrowsAsync<SteerlensException>(() => ComparedViews.LoadAsync(Options with { Networks = [new() { File = "pilotnets" }] }, [], CancellationToken.None));

        Assert.Contains("gap-pilotnet", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0004, false)]
    [InlineData(-0.0004, false)]
    [InlineData(0.002, true)]
    [InlineData(-0.002, true)]
    public void InkOf_StraightAngle_IsNeutral(double angle, bool hasHue)
    {
        var inks = new HudInks(ContactSheet.Color);

        Assert.Equal(hasHue, inks.Of(angle) != inks.Text);
    }

    [Fact]
    public void GridLayout_TooManyColumns_SaysWhatToDo()
    {
        var refused = Assert.Throws<SteerlensException>(() => GridLayout.For(new FilmFormat(1280, 720, default, new Rational(1, 25), null, null), 20, 20, 640));

        Assert.Contains("--width", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recolor_ThereAndBack_IsTheSamePictureUpToRounding()
    {
        var limited = new YuvImage(8, 4, new YuvColor(YuvMatrix.Bt709, FullRange: false));
        for (var index = 0; index < limited.Y.Span.Length; index++) limited.Y.Span[index] = (byte)(60 + (4 * index));
        limited.U.Span.Fill(110);
        limited.V.Span.Fill(140);
        var full = new YuvImage(8, 4, new YuvColor(YuvMatrix.Bt601, FullRange: true));
        var back = new YuvImage(8, 4, limited.Color);

        YuvRecolor.Run(limited, full);
        YuvRecolor.Run(full, back);

        Assert.NotEqual(limited.Bytes, full.Bytes);
        Assert.All(limited.Bytes.Zip(back.Bytes), pair => Assert.InRange(pair.Second - pair.First, -2, 2));
    }

    private static void Run(ComparedFilm stages, Frame frame)
    {
        foreach (var stage in (IStage[])[stages.Resize, stages.Infer, stages.Explain, stages.Composite]) stage.Process(frame);
    }

    private static Frame Alone(ComparedView view, FilmFormat format, YuvImage picture)
    {
        using var engine = new CpuEngine(view.Engine.Network, 1);
        using var explain = new ExplainStage(engine, view.Request);
        var frame = new Frame(format);
        frame.Picture.CopyFrom(picture);
        foreach (var stage in (IStage[])[new ResizeStage(view.Engine.Network, format), new InferStage(engine, explain.OutputWeights), explain]) stage.Process(frame);
        return frame;
    }
}
