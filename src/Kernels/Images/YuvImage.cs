namespace Steerlens.Kernels.Images;

/// <summary>
/// A picture in planar YUV 4:2:0: Y is H x W, U and V are H/2 x W/2, one byte each, packed one after the other without gaps
/// (ffmpeg's yuv420p). Width and height are even.
/// </summary>
public sealed class YuvImage
{
    /// <summary>Makes a picture with memory of its own.</summary>
    /// <param name="width">Even, at least 2.</param>
    /// <param name="height">Even, at least 2.</param>
    /// <param name="color">What the numbers mean.</param>
    /// <exception cref="ArgumentException">Width or height is odd or too small.</exception>
    public YuvImage(int width, int height, YuvColor color)
    {
        if (width < 2 || height < 2 || width % 2 != 0 || height % 2 != 0)
            throw new ArgumentException($"A 4:2:0 picture needs an even width and height of at least 2, not {width}x{height}.", nameof(width));
        Width = width;
        Height = height;
        Color = color;
        Bytes = new byte[ByteCount(width, height)];
        var luma = width * height;
        Y = new Plane(Bytes.AsMemory(0, luma), width, height, width);
        U = new Plane(Bytes.AsMemory(luma, luma / 4), width / 2, height / 2, width / 2);
        V = new Plane(Bytes.AsMemory(luma + (luma / 4), luma / 4), width / 2, height / 2, width / 2);
    }

    /// <summary>Luma samples in a row.</summary>
    public int Width { get; }

    /// <summary>Luma rows.</summary>
    public int Height { get; }

    /// <summary>What the numbers mean.</summary>
    public YuvColor Color { get; }

    /// <summary>All three planes: Y, then U, then V.</summary>
    public byte[] Bytes { get; }

    /// <summary>Luma, H x W.</summary>
    public Plane Y { get; }

    /// <summary>Blue difference, H/2 x W/2.</summary>
    public Plane U { get; }

    /// <summary>Red difference, H/2 x W/2.</summary>
    public Plane V { get; }

    /// <summary>The bytes of a picture of this size.</summary>
    public static int ByteCount(int width, int height) => width * height * 3 / 2;

    /// <summary>Copies the samples of a picture of the same size.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public void CopyFrom(YuvImage source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Width != Width || source.Height != Height)
            throw new ArgumentException($"The source is {source.Width}x{source.Height}, this picture is {Width}x{Height}.", nameof(source));
        source.Bytes.CopyTo(Bytes, 0);
    }
}
