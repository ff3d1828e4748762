using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Tests.Compositing;

public sealed class CompositorTests
{
    private static readonly CompositeOptions Plain = new() { Hud = false, Outline = false };

    [Theory]
    [InlineData(Layout.Blend)]
    [InlineData(Layout.SideBySide)]
    public void Compose_MapWithoutHeat_ShowsTheSource(Layout layout)
    {
        var (format, frame) = Source(128, 72);
        var overlay = Overlay(128, 72);
        overlay.Map.AsSpan().Clear();
        var composed = Compose(format, Plain with { Layout = layout }, frame, overlay);
        for (var y = 0; y < 72; y++)
        {
            for (var left = 0; left < composed.Width; left += 128)
                Assert.True(frame.Picture.Y.Row(y).SequenceEqual(composed.Y.Row(y).Slice(left, 128)));
        }
    }

    [Fact]
    public void Compose_Blend_ChangesOnlyTheSeenPart()
    {
        var (format, frame) = Source(128, 72);
        var composed = Compose(format, Plain, frame, Overlay(128, 72));
        for (var y = 0; y < 72; y++)
        {
            var isSeen = y is >= 30 and < 60;
            Assert.Equal(!isSeen, frame.Picture.Y.Row(y).SequenceEqual(composed.Y.Row(y)));
        }
    }

    [Fact]
    public void Compose_Region_IsABoxWithoutHueOnTheHeat()
    {
        var region = new RegionBoxes();
        new InterestingRegion(640, 360).Find([0, 1, 0], 1, 3, new MapRectangle(160, 160, 300, 90), 0.5, region);
        var box = Assert.Single(region.Parts.ToArray());
        foreach (var layout in (Layout[])[Layout.Blend, Layout.Pip])
        {
            var (format, frame) = Source(640, 360);
            var overlay = Overlay(640, 360);
            overlay.Map.AsSpan().Clear();
            frame.Picture.Y.Span.Fill(90);
            frame.Picture.U.Span.Fill(128);
            frame.Picture.V.Span.Fill(128);
            var options = Plain with { Layout = layout, Region = true };
            var plain = Compose(format, options, frame, overlay);
            overlay.Region = region;
            var composed = Compose(format, options, frame, overlay);
            var (changed, top) = (0, 360);
            for (var y = 0; y < 360; y++)
            {
                for (var x = 0; x < 640; x++)
                {
                    if (plain.Y.Row(y)[x] == composed.Y.Row(y)[x]) continue;
                    changed++;
                    top = Math.Min(top, y);
                    Assert.InRange(composed.U.Row(y / 2)[x / 2], 122, 134);
                    Assert.InRange(composed.V.Row(y / 2)[x / 2], 122, 134);
                }
            }

            Assert.InRange(changed, 50, 10 * (box.Width + box.Height));

            // In a corner the heat is there, and so is the box.
            Assert.Equal(layout == Layout.Pip, top > 220);
        }
    }

    [Fact]
    public void Compose_OutputGrid_DrawsTheGridInsteadOfTheWheel()
    {
        var (format, frame) = Source(640, 360);
        var plain = Compose(format, new CompositeOptions(), frame, Overlay(640, 360));
        var overlay = Overlay(640, 360);
        overlay.Outputs = [0, 0, 0, 1, 0, 0];
        overlay.OutputGrid = (2, 3);

        var composed = Compose(format, new CompositeOptions(), frame, overlay);

        // The lightest place of the lower left is the one large output: second row, first column.
        var (brightest, at) = (0, (X: 0, Y: 0));
        var dark = 0;
        for (var y = 240; y < 340; y++)
        {
            for (var x = 12; x < 80; x++)
            {
                var luma = composed.Y.Row(y)[x];
                if (luma < plain.Y.Row(y)[x]) dark++;
                if (luma > brightest && composed.V.Row(y / 2)[x / 2] > 128) (brightest, at) = (luma, (x, y));
            }
        }

        Assert.True(dark > 1000, $"only {dark} pixels of the lower left are darker");
        Assert.InRange(at.X, 12, 60);
        Assert.InRange(brightest, 180, 255);

        // Where the wheel was there is the picture.
        for (var y = 20; y < 40; y++) Assert.True(frame.Picture.Y.Row(y)[20..60].SequenceEqual(composed.Y.Row(y)[20..60]));
    }

    [Fact]
    public void Compose_Region_DrawsBoxesWhereAsked()
    {
        var (format, frame) = Source(640, 360);
        var overlay = Overlay(640, 360);
        var without = Compose(format, Plain, frame, overlay);
        overlay.Region = new RegionBoxes();
        new InterestingRegion(640, 360).Find([0, 1], 1, 2, new(0, 200, 640, 100), 0.5, overlay.Region);
        var box = overlay.Region.Whole!.Value;

        Assert.Equal(without.Bytes, Compose(format, Plain, frame, overlay).Bytes);
        var drawn = Compose(format, Plain with { Region = true }, frame, overlay);

        var middle = box.Top + (box.Height / 2);
        var row = drawn.Y.Row(middle);
        Assert.True(row[box.Left] > without.Y.Row(middle)[box.Left] || row[box.Left + 1] > without.Y.Row(middle)[box.Left + 1]);
        Assert.Equal(without.Y.Row(box.Top - 4).ToArray(), drawn.Y.Row(box.Top - 4).ToArray());
    }

    [Fact]
    public void Compose_SideBySide_IsTheSourceBesideTheBlend()
    {
        var (format, frame) = Source(640, 360);
        var overlay = Overlay(640, 360);
        var blend = Compose(format, new CompositeOptions(), frame, overlay);
        var beside = Compose(format, new CompositeOptions { Layout = Layout.SideBySide }, frame, overlay);
        Assert.Equal(1280, beside.Width);
        foreach (var (source, expected, actual) in new[] { (frame.Picture.Y, blend.Y, beside.Y), (frame.Picture.U, blend.U, beside.U), (frame.Picture.V, blend.V, beside.V) })
        {
            for (var y = 0; y < source.Height; y++)
            {
                Assert.True(source.Row(y).SequenceEqual(actual.Row(y)[..source.Width]));

                // Shapes at other columns round their edges a little differently.
                for (var x = 0; x < source.Width; x++) Assert.InRange(actual.Row(y)[source.Width + x] - expected.Row(y)[x], -2, 2);
            }
        }
    }

    [Fact]
    public void Compose_Overlay_LaidOverTheSourceLooksLikeTheBlend()
    {
        var (format, frame) = Source(640, 360);
        var overlay = Overlay(640, 360);
        var blend = Compose(format, new CompositeOptions(), frame, overlay);
        var compositor = new Compositor(format, new CompositeOptions { Layout = Layout.Overlay });
        var sheet = new YuvImage(640, 360, format.Color);
        var alpha = new Plane(new byte[640 * 360], 640, 360, 640);
        alpha.Span.Fill(99);
        compositor.Compose(frame, overlay, sheet, alpha);
        var transparent = 0;
        for (var y = 0; y < 360; y++)
        {
            for (var x = 0; x < 640; x++)
            {
                var opacity = alpha.Row(y)[x] / 255d;
                if (opacity == 0) transparent++;
                Assert.Equal(blend.Y.Row(y)[x], (sheet.Y.Row(y)[x] * opacity) + (frame.Picture.Y.Row(y)[x] * (1 - opacity)), 3.5);
            }
        }

        Assert.InRange(transparent, 640 * 360 / 4, 640 * 360 * 9 / 10);
    }

    [Fact]
    public void Compose_Focus_KeepsTheStrongestPartSharp()
    {
        var (format, frame) = Source(128, 72);
        var overlay = Overlay(128, 72);
        for (var cell = 0; cell < overlay.Map.Length; cell++) overlay.Map[cell] = cell % 10 is 5 or 6 ? -1 : 0;
        var composed = Compose(format, Plain with { Layout = Layout.Focus, FocusFromPercent = 80, FocusToPercent = 95 }, frame, overlay);
        for (var y = 36; y < 54; y++) Assert.Equal(frame.Picture.Y.Row(y)[77], composed.Y.Row(y)[77]);
        Assert.False(frame.Picture.Y.Row(45)[..50].SequenceEqual(composed.Y.Row(45)[..50]));
        Assert.False(frame.Picture.Y.Row(10).SequenceEqual(composed.Y.Row(10)));
    }

    [Fact]
    public void Compose_Pip_ChangesOnlyTheCorner()
    {
        var (format, frame) = Source(640, 360);
        var composed = Compose(format, Plain with { Layout = Layout.Pip }, frame, Overlay(640, 360));
        for (var y = 0; y < 180; y++) Assert.True(frame.Picture.Y.Row(y).SequenceEqual(composed.Y.Row(y)));
        for (var y = 180; y < 360; y++) Assert.True(frame.Picture.Y.Row(y)[..320].SequenceEqual(composed.Y.Row(y)[..320]));
        Assert.False(frame.Picture.Y.Row(320).SequenceEqual(composed.Y.Row(320)));
    }

    [Theory]
    [InlineData("training frames", 0.5, "training frames")]
    [InlineData("training frames", 1.5, "training frames")]
    [InlineData("", 0.5, "unlike training")]
    [InlineData("", 1.5, "")]
    [InlineData("", null, "")]
    public void NoteOf_FramesOfTheTraining_AreNeverUnlikeIt(string caution, double? familiarity, string note) =>
        Assert.Equal(note, Steerlens.Pipeline.Stages.CompositeStage.NoteOf(caution, familiarity));

    [Theory]
    [InlineData(Layout.Blend)]
    [InlineData(Layout.Focus)]
    [InlineData(Layout.SideBySide)]
    [InlineData(Layout.Pip)]
    [InlineData(Layout.Overlay)]
    public void Compose_AfterWarmUp_AllocatesNothing(Layout layout)
    {
        var (format, frame) = Source(640, 360);
        var overlay = Overlay(640, 360);
        overlay.Finding = "no positive evidence";
        overlay.Note = "training frames";
        var compositor = new Compositor(format, new CompositeOptions { Layout = layout });
        var destination = new YuvImage(compositor.Output.Width, compositor.Output.Height, format.Color);
        Plane? alpha = compositor.HasAlpha ? new Plane(new byte[640 * 360], 640, 360, 640) : null;

        // The same swing again and again: from the second time on every glyph is known. The runtime itself may allocate once while
        // it compiles a method anew; what each frame allocated would show in every round.
        var least = long.MaxValue;
        for (var round = 0; round < 4; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var index = 0; index < 40; index++)
            {
                frame.Pts = (round * 40) + index;
                overlay.Angle = 0.3 * Math.Sin(index * Math.PI / 20);
                overlay.TrueAngle = 0.25 * Math.Sin(index * Math.PI / 20);
                compositor.Compose(frame, overlay, destination, alpha);
            }

            if (round > 0) least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(64, 48)]
    [InlineData(160, 120)]
    [InlineData(320, 240)]
    [InlineData(240, 426)]
    [InlineData(1920, 200)]
    public void Compose_AnySizeAndLayout_Succeeds(int width, int height)
    {
        var (format, frame) = Source(width, height);
        var overlay = Overlay(width, height);
        (overlay.Angle, overlay.TrueAngle, overlay.Finding) = (double.NaN, double.PositiveInfinity, "no positive evidence");
        overlay.Method = "a method whose name is much too long for any panel of any picture";
        foreach (var layout in Enum.GetValues<Layout>())
        {
            var composed = Compose(format, new CompositeOptions { Layout = layout }, frame, overlay);
            Assert.Equal(height, composed.Height);
        }
    }

    [Fact]
    public void Compose_WithoutMap_StillDrawsTheInstruments()
    {
        var (format, frame) = Source(640, 360);
        var overlay = Overlay(640, 360);
        (overlay.MapHeight, overlay.MapWidth) = (0, 0);
        var composed = Compose(format, new CompositeOptions(), frame, overlay);
        Assert.False(frame.Picture.Y.Row(40).SequenceEqual(composed.Y.Row(40)));
    }

    [Fact]
    public void Compose_WrongDestinationOrMissingAlpha_SaysWhat()
    {
        var (format, frame) = Source(64, 48);
        var overlay = Overlay(64, 48);
        var beside = Assert.Throws<ArgumentException>(() => new Compositor(format, Plain with { Layout = Layout.SideBySide }).Compose(frame, overlay, new YuvImage(64, 48, default), null));
        Assert.Contains("64x48, the output 128x48", beside.Message, StringComparison.Ordinal);
        var sheet = Assert.Throws<ArgumentException>(() => new Compositor(format, Plain with { Layout = Layout.Overlay }).Compose(frame, overlay, new YuvImage(64, 48, default), null));
        Assert.Contains("alpha plane of 64x48", sheet.Message, StringComparison.Ordinal);
    }

    private static YuvImage Compose(FilmFormat format, CompositeOptions options, Frame frame, FrameOverlay overlay)
    {
        var compositor = new Compositor(format, options);
        var destination = new YuvImage(compositor.Output.Width, compositor.Output.Height, format.Color);
        Plane? alpha = compositor.HasAlpha ? new Plane(new byte[destination.Width * destination.Height], destination.Width, destination.Height, destination.Width) : null;
        compositor.Compose(frame, overlay, destination, alpha);
        return destination;
    }

    private static (FilmFormat Format, Frame Frame) Source(int width, int height)
    {
        var format = new FilmFormat(width, height, YuvColor.Assumed(height), new Rational(1, 25), new Rational(25, 1), null);
        var frame = new Frame(format);
        new Random(7).NextBytes(frame.Picture.Bytes);
        return (format, frame);
    }

    // A map of 5 x 10 cells over the part between 5/12 and 10/12 of the height.
    private static FrameOverlay Overlay(int width, int height) => new()
    {
        Map = [.. Enumerable.Range(0, 50).Select(cell => (float)Math.Sin(cell * 0.9))],
        MapHeight = 5,
        MapWidth = 10,
        Seen = new MapRectangle(0, height * 5 / 12d, width, height * 5 / 12d),
        Rectangle = new MapRectangle(0, height * 5 / 12d, width, height * 5 / 12d),
        FullColor = 0.8,
        Threshold = 0.1,
        ScaleLabel = "0.5° per window",
        Method = "occlusion",
        Target = "auto",
        Network = "pilotnet",
        Angle = 0.2,
        TrueAngle = -0.1,
    };
}
