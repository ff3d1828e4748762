using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Compositing;

/// <summary>Makes pictures for the tiles of a <see cref="ContactSheet"/>, in its colour space.</summary>
public static class TilePicture
{
    /// <summary>Values in colours, each an exact square of pixels.</summary>
    /// <param name="values">H x W values.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="fullScale">The value of the full colour, above 0; 0 where all values are 0.</param>
    /// <param name="colors">The colours.</param>
    /// <param name="enlargement">Pixels that a value takes in each direction; even, so that colours stay sharp at half resolution.</param>
    public static YuvImage FromValues(ReadOnlySpan<float> values, int height, int width, double fullScale, TileColors colors, int enlargement)
    {
        ArgumentNullException.ThrowIfNull(colors);
        RequireEven(enlargement);
        var picture = new YuvImage(width * enlargement, height * enlargement, ContactSheet.Color);
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
                FillSquare(picture, row, column, enlargement, colors[fullScale > 0 ? values[(row * width) + column] / fullScale : 0]);
        }

        return picture;
    }

    /// <summary>An RGB picture, each pixel an exact square.</summary>
    /// <param name="rgb">H x W x 3, 0..1; beyond that the nearest colour.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="enlargement">Pixels that a pixel takes in each direction; even.</param>
    public static YuvImage FromRgb(ReadOnlySpan<float> rgb, int height, int width, int enlargement)
    {
        RequireEven(enlargement);
        var picture = new YuvImage(width * enlargement, height * enlargement, ContactSheet.Color);
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var at = 3 * ((row * width) + column);
                FillSquare(picture, row, column, enlargement, ContactSheet.Color.FromRgb(Math.Clamp(rgb[at], 0, 1), Math.Clamp(rgb[at + 1], 0, 1), Math.Clamp(rgb[at + 2], 0, 1)));
            }
        }

        return picture;
    }

    /// <summary>A picture at another size and in the sheet's colour space.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="width">Even.</param>
    /// <param name="height">Even.</param>
    /// <param name="part">The part of it that is taken; null for all.</param>
    public static YuvImage Resized(YuvImage source, int width, int height, MapRectangle? part = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var (left, top, wide, high) = part ?? new MapRectangle(0, 0, source.Width, source.Height);
        var picture = new YuvImage(width, height, source.Color);
        new PlaneResize(new ResizeAxis(source.Width, left, wide, width), new ResizeAxis(source.Height, top, high, height)).Apply(source.Y, picture.Y);
        var chroma = new PlaneResize(new ResizeAxis(source.Width / 2, left / 2, wide / 2, width / 2), new ResizeAxis(source.Height / 2, top / 2, high / 2, height / 2));
        chroma.Apply(source.U, picture.U);
        chroma.Apply(source.V, picture.V);
        return InSheetColor(picture);
    }

    /// <summary>The picture in the sheet's colour space; itself where it is in that already.</summary>
    internal static YuvImage InSheetColor(YuvImage source)
    {
        if (source.Color == ContactSheet.Color) return source;
        var result = new YuvImage(source.Width, source.Height, ContactSheet.Color);
        for (var y = 0; y < source.Height; y++)
        {
            var u = source.U.Row(y / 2);
            var v = source.V.Row(y / 2);
            for (var x = 0; x < source.Width; x++)
            {
                var (red, green, blue) = source.Color.ToRgb(source.Y.Row(y)[x], u[x / 2], v[x / 2]);
                var color = ContactSheet.Color.FromRgb(red, green, blue);
                result.Y.Row(y)[x] = color.Y;

                // A colour's chroma does not depend on its luma, so one of the four pixels stands for all.
                if (y % 2 == 0 && x % 2 == 0) (result.U.Row(y / 2)[x / 2], result.V.Row(y / 2)[x / 2]) = (color.U, color.V);
            }
        }

        return result;
    }

    private static void FillSquare(YuvImage picture, int row, int column, int size, (byte Y, byte U, byte V) color)
    {
        for (var y = row * size; y < (row + 1) * size; y++) picture.Y.Row(y).Slice(column * size, size).Fill(color.Y);
        for (var y = row * size / 2; y < (row + 1) * size / 2; y++)
        {
            picture.U.Row(y).Slice(column * size / 2, size / 2).Fill(color.U);
            picture.V.Row(y).Slice(column * size / 2, size / 2).Fill(color.V);
        }
    }

    private static void RequireEven(int enlargement)
    {
        if (enlargement < 2 || enlargement % 2 != 0)
            throw new ArgumentException($"A tile's pixels are enlarged by an even number of at least 2, not {enlargement}.", nameof(enlargement));
    }
}
