using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Compositing;

/// <summary>Cuts the interesting region out of a picture.</summary>
internal static class RegionCrop
{
    /// <summary>The region's box, its edges moved out to even pixels; black around the region.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="region">What was found on it.</param>
    /// <param name="box">The box around it.</param>
    public static YuvImage Of(YuvImage picture, InterestingRegion region, PixelBox box)
    {
        var (left, top) = (box.Left & ~1, box.Top & ~1);
        var (right, bottom) = ((box.Left + box.Width + 1) & ~1, (box.Top + box.Height + 1) & ~1);
        var crop = new YuvImage(right - left, bottom - top, picture.Color);
        var (black, _, _) = picture.Color.FromRgb(0, 0, 0);
        crop.Y.Span.Fill(black);
        crop.U.Span.Fill(128);
        crop.V.Span.Fill(128);
        var inside = new bool[picture.Width];
        for (var y = top; y < bottom; y++)
        {
            region.FillRow(y, inside);
            for (var x = left; x < right; x++)
            {
                if (!inside[x]) continue;
                crop.Y.Row(y - top)[x - left] = picture.Y.Row(y)[x];
                crop.U.Row((y - top) / 2)[(x - left) / 2] = picture.U.Row(y / 2)[x / 2];
                crop.V.Row((y - top) / 2)[(x - left) / 2] = picture.V.Row(y / 2)[x / 2];
            }
        }

        return crop;
    }
}
