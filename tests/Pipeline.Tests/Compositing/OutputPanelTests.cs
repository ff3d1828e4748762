using Steerlens.Kernels.Drawing;
using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Tests.Compositing;

public sealed class OutputPanelTests
{
    private const double Text = 12;

    [Theory]
    [InlineData(1, 325, 640, 480, 4)]
    [InlineData(1, 325, 1280, 720, 2)]
    [InlineData(2, 200, 1920, 1080, 1)]
    [InlineData(5, 65, 640, 480, 1)]
    [InlineData(2, 3, 640, 360, 1)]
    public void SizeOf_Grid_HasCellsToSeeAndStaysInItsShare(int rows, int columns, int width, int height, int lines)
    {
        var size = OutputPanel.SizeOf((rows, columns), Text, width, height)!.Value;
        Assert.True(size.CellWidth >= 3 && size.CellHeight >= 3, $"{size}");
        Assert.True(size.Lines * size.InLine >= columns && (size.Lines - 1) * size.InLine < columns, $"{size}");
        Assert.True(size.Width <= Math.Max(0.42 * width, 13.6 * Text) && size.Height <= 0.34 * height, $"{size}");
        Assert.Equal(lines, size.Lines);
    }

    [Fact]
    public void Of_GridWithoutRoom_IsNoted()
    {
        var seen = new MapRectangle(0, 0, 320, 100);
        var format = new FilmFormat(320, 180, YuvColor.Assumed(720), new Rational(1, 25), new Rational(25, 1), 1);
        Assert.Contains("grid of 100x100", HudNotes.Of(format, seen, (100, 100)), StringComparison.Ordinal);
        Assert.Null(HudNotes.Of(format, seen, (2, 3)));
    }

    [Fact]
    public void Draw_LongRow_GoesOnInTheNextLine()
    {
        var color = YuvColor.Assumed(720);
        var size = OutputPanel.SizeOf((1, 325), Text, 640, 480)!.Value;
        var picture = new YuvImage(640, 480, color);
        var canvas = new Canvas(640, 480);
        canvas.DrawOn(picture);
        var outputs = new float[325];
        outputs[size.InLine] = 1;

        new OutputPanel(new HudInks(color), color).Draw(canvas, new HudBox(0, 0, size.Width, size.Height), size, outputs, (1, 325), new StrokeFont(Text), Text);

        // The one light cell is the first of the second line.
        var left = (int)Math.Round(0.8 * Text);
        var top = (int)Math.Round(1.9 * Text);
        var (light, dark) = (picture.Y.Row(top + size.CellHeight + 6 + 1)[left + 1], picture.Y.Row(top + 1)[left + 1]);
        Assert.True(light > dark + 60, $"{light} against {dark}");
    }
}
