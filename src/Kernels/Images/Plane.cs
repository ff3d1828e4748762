namespace Steerlens.Kernels.Images;

/// <summary>One plane of bytes: H x W samples 0..255, rows <see cref="Stride"/> bytes apart.</summary>
public readonly struct Plane
{
    /// <summary>Describes a plane inside <paramref name="memory"/>.</summary>
    /// <param name="memory">At least stride * (height - 1) + width bytes.</param>
    /// <param name="width">Samples in a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="stride">Bytes from one row to the next, at least <paramref name="width"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, the stride is smaller than the width, or the memory is too small.</exception>
    public Plane(Memory<byte> memory, int width, int height, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, width);
        if (memory.Length < (stride * (height - 1)) + width)
            throw new ArgumentOutOfRangeException(nameof(memory), $"{memory.Length} bytes are too few for {width}x{height} at stride {stride}.");
        Memory = memory;
        Width = width;
        Height = height;
        Stride = stride;
    }

    /// <summary>The bytes.</summary>
    public Memory<byte> Memory { get; }

    /// <summary>Samples in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Bytes from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>The bytes of all rows, <see cref="Stride"/> apart.</summary>
    public Span<byte> Span => Memory.Span;

    /// <summary>The samples of row <paramref name="y"/>: <see cref="Width"/> bytes.</summary>
    public Span<byte> Row(int y) => Memory.Span.Slice(y * Stride, Width);
}
