namespace Steerlens.Kernels.Images;

/// <summary>What a masked box of a picture shows.</summary>
public enum BoxFill
{
    /// <summary>The mean colour of a frame around it.</summary>
    Mean,

    /// <summary>The picture, blurred until the thing in it can't be told.</summary>
    Blur,

    /// <summary>Black.</summary>
    Black,
}

/// <summary>Hides a box of a picture, with a soft edge outside it, so that the mask's own edges say little. Allocates nothing for a picture once warm.</summary>
public sealed class BoxMask
{
    private const double SurroundingsShare = 0.3;
    private const double EdgeShare = 0.12;
    private const double BlurShare = 0.5;

    private readonly BoxFill _fill;
    private readonly GaussianBlur[] _blurs = [];
    private readonly byte[] _row;

    /// <summary>Prepares the mask.</summary>
    /// <param name="width">Of the pictures.</param>
    /// <param name="height">Of the pictures.</param>
    /// <param name="fill">What the box shows.</param>
    /// <param name="box">A box of about the size of those that will be masked, in pixels.</param>
    public BoxMask(int width, int height, BoxFill fill, MapRectangle box)
    {
        _fill = fill;
        _row = new byte[width];
        if (fill != BoxFill.Blur) return;
        var sigma = Math.Max(8, BlurShare * Math.Max(box.Width, box.Height));
        _blurs = [new GaussianBlur(width, height, 4, sigma), new GaussianBlur(width / 2, height / 2, 2, sigma / 2), new GaussianBlur(width / 2, height / 2, 2, sigma / 2)];
    }

    /// <summary>Hides a box in place.</summary>
    /// <param name="picture">Of the prepared size.</param>
    /// <param name="box">In pixels; it may reach out of the picture.</param>
    public void Apply(YuvImage picture, MapRectangle box)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var half = new MapRectangle(box.Left / 2, box.Top / 2, box.Width / 2, box.Height / 2);
        Hide(picture.Y, box, 0, picture.Color.FullRange ? 0 : 16);
        Hide(picture.U, half, 1, 128);
        Hide(picture.V, half, 2, 128);
    }

    private void Hide(Plane plane, MapRectangle box, int index, double black)
    {
        var color = _fill == BoxFill.Mean ? SurroundingMean(plane, box) : black;
        if (_fill == BoxFill.Blur) _blurs[index].Take(plane);
        var edge = Math.Max(1, EdgeShare * Math.Min(box.Width, box.Height));
        var (firstX, firstY, lastX, lastY) = Cover(plane, box, edge);
        for (var y = firstY; y <= lastY; y++)
        {
            if (_fill == BoxFill.Blur) _blurs[index].Read(y, _row.AsSpan(0, plane.Width));
            var line = plane.Row(y);
            for (var x = firstX; x <= lastX; x++)
            {
                var away = Math.Max(Outside(x + 0.5, box.Left, box.Width), Outside(y + 0.5, box.Top, box.Height));
                var share = Math.Clamp(1 - (away / edge), 0, 1);
                var filled = _fill == BoxFill.Blur ? _row[x] : color;
                line[x] = (byte)Math.Round(line[x] + (share * (filled - line[x])));
            }
        }
    }

    /// <summary>The mean of a band around the box, outside the mask's soft edge.</summary>
    private static double SurroundingMean(Plane plane, MapRectangle box)
    {
        var band = Math.Max(2, SurroundingsShare * Math.Min(box.Width, box.Height));
        var (firstX, firstY, lastX, lastY) = Cover(plane, box, band);
        var (sum, count) = (0L, 0L);
        for (var y = firstY; y <= lastY; y++)
        {
            var line = plane.Row(y);
            for (var x = firstX; x <= lastX; x++)
            {
                if (Outside(x + 0.5, box.Left, box.Width) <= 0 && Outside(y + 0.5, box.Top, box.Height) <= 0) continue;
                sum += line[x];
                count++;
            }
        }

        return count > 0 ? (double)sum / count : 128;
    }

    private static (int FirstX, int FirstY, int LastX, int LastY) Cover(Plane plane, MapRectangle box, double margin) => (
        (int)Math.Clamp(Math.Floor(box.Left - margin), 0, plane.Width),
        (int)Math.Clamp(Math.Floor(box.Top - margin), 0, plane.Height),
        (int)Math.Clamp(Math.Ceiling(box.Left + box.Width + margin), -1, plane.Width - 1),
        (int)Math.Clamp(Math.Ceiling(box.Top + box.Height + margin), -1, plane.Height - 1));

    /// <summary>How far a place lies outside a stretch; 0 or less inside.</summary>
    private static double Outside(double place, double start, double length) => Math.Max(start - place, place - start - length);
}
