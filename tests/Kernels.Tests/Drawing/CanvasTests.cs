using System.Numerics;
using Steerlens.Kernels.Drawing;
using Steerlens.Kernels.Images;
using Plane = Steerlens.Kernels.Images.Plane;

namespace Steerlens.Kernels.Tests.Drawing;

public sealed class CanvasTests
{
    private static readonly Ink White = new(235, 90, 160);

    [Fact]
    public void FillRectangle_WholePixels_CoversThemExactly()
    {
        var (canvas, picture) = Make(32, 24);
        canvas.FillRectangle(4, 6, 10, 8, 0, White);
        for (var y = 0; y < 24; y++)
        {
            for (var x = 0; x < 32; x++)
                Assert.Equal(x is >= 4 and < 14 && y is >= 6 and < 14 ? 235 : 16, picture.Y.Row(y)[x]);
        }

        Assert.Equal(90, picture.U.Row(3)[2]);
        Assert.Equal(128, picture.U.Row(2)[2]);
    }

    [Fact]
    public void FillRectangle_HalfOpacity_MixesHalfway()
    {
        var (canvas, picture) = Make(8, 8);
        canvas.FillRectangle(0, 0, 8, 8, 0, White with { Opacity = 128 });
        Assert.Equal(16 + ((235 - 16) * 128 / 255.0), picture.Y.Row(4)[4], 0.51);
    }

    [Fact]
    public void DrawRectangle_SeveralStrips_PaintsNoPixelTwice()
    {
        var half = White with { Opacity = 100 };
        var (canvas, picture) = Make(64, 48);
        canvas.DrawRectangle(5.3, 3.7, 50.4, 38.9, 4, 2, half);
        var once = Math.Round(16 + ((235 - 16) * 100 / 255d));
        var strongest = 0;
        for (var y = 0; y < 48; y++)
        {
            foreach (var sample in picture.Y.Row(y)) strongest = Math.Max(strongest, sample);
        }

        Assert.Equal(once, strongest, 1.0);
        Assert.Equal(16, picture.Y.Row(24)[30]);
    }

    [Fact]
    public void FillDisc_AnyCentre_HasItsArea()
    {
        foreach (var centre in new[] { new Vector2(20, 20), new Vector2(19.5f, 20.3f) })
        {
            var (canvas, picture) = Make(40, 40);
            canvas.FillDisc(centre, 9, White);
            var area = picture.Y.Span.ToArray().Sum(sample => (sample - 16) / 219d);
            Assert.Equal(Math.PI * 81, area, 2.5);
        }
    }

    [Fact]
    public void DrawLines_CrossingItself_IsNotStrongerThere()
    {
        var (canvas, picture) = Make(40, 40);
        canvas.DrawLines([new(4, 20), new(36, 20), new(20, 4), new(20, 36)], 3, White with { Opacity = 90 });
        Assert.Equal(picture.Y.Row(20)[10], picture.Y.Row(20)[20]);
    }

    [Fact]
    public void Drawing_PartlyOutside_IsCutOff()
    {
        var (canvas, picture) = Make(20, 20);
        var font = new StrokeFont(14);
        canvas.FillRectangle(-50, -50, 60, 60, 8, White);
        canvas.DrawRing(new Vector2(22, 19), 6, 2, White);
        canvas.DrawText(font, "far outside", -30, 4, White, White);
        canvas.FillRectangle(100, 100, 20, 20, 0, White);
        canvas.DrawLine(new Vector2(-40, 60), new Vector2(70, -9), 3, White);
        Assert.Equal(235, picture.Y.Row(1)[1]);
    }

    [Fact]
    public void Sheet_LaidOverPicture_LooksLikeDrawingOnIt()
    {
        var (canvas, picture) = Make(64, 48);
        var sheet = new YuvImage(64, 48, default);
        var alpha = new Plane(new byte[64 * 48], 64, 48, 64);
        Draw(canvas);
        canvas.DrawOn(sheet, alpha);
        Draw(canvas);
        for (var y = 0; y < 48; y++)
        {
            for (var x = 0; x < 64; x++)
            {
                var opacity = alpha.Row(y)[x] / 255d;
                Assert.Equal(picture.Y.Row(y)[x], (sheet.Y.Row(y)[x] * opacity) + (16 * (1 - opacity)), 2.5);
            }
        }

        static void Draw(Canvas canvas)
        {
            canvas.FillRectangle(5, 5, 40, 30, 6, new Ink(40, 100, 120, 150));
            canvas.DrawRing(new Vector2(30, 24), 12, 5, White with { Opacity = 220 });
            canvas.DrawText(new StrokeFont(18), "+1°", 10, 40, White);
        }
    }

    [Fact]
    public void FillColumns_TwoInks_ShareTheWidth()
    {
        var (canvas, picture) = Make(40, 8);
        canvas.FillColumns(0, 0, 40, 8, 0, [new Ink(50, 128, 128), new Ink(200, 128, 128)]);
        Assert.Equal(50, picture.Y.Row(4)[4]);
        Assert.Equal(200, picture.Y.Row(4)[35]);
    }

    [Fact]
    public void Drawing_SecondTime_AllocatesNothing()
    {
        var (canvas, _) = Make(200, 100);
        var font = new StrokeFont(16);
        Draw();

        // The runtime itself may allocate once while it compiles a method anew; what a drawing allocated would show each time.
        var least = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Draw();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);

        void Draw()
        {
            canvas.FillRectangle(3, 3, 80, 40, 5, White);
            canvas.DrawRectangle(3, 3, 80, 40, 5, 1, White);
            canvas.DrawText(font, "12.3° right", 10, 40, White, White);
            canvas.DrawLine(Vector2.Zero, new Vector2(90, 60), 2, White);
        }
    }

    [Fact]
    public void DrawOn_OtherSize_SaysBoth()
    {
        var error = Assert.Throws<ArgumentException>(() => new Canvas(8, 8).DrawOn(new YuvImage(10, 8, default)));
        Assert.Contains("10x8, the canvas 8x8", error.Message, StringComparison.Ordinal);
    }

    private static (Canvas Canvas, YuvImage Picture) Make(int width, int height)
    {
        var picture = new YuvImage(width, height, default);
        picture.Y.Span.Fill(16);
        picture.U.Span.Fill(128);
        picture.V.Span.Fill(128);
        var canvas = new Canvas(width, height);
        canvas.DrawOn(picture);
        return (canvas, picture);
    }
}
