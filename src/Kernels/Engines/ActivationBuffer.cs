using Steerlens.Kernels.Engines.LayerKernels;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>
/// One layer's activations for a batch of images: N x (top + H + bottom) x (left + W + right) x C float32. The margins stay zero, so
/// that a padded convolution reads its padding like any other value.
/// </summary>
internal sealed unsafe class ActivationBuffer : IDisposable
{
    private readonly NativeBuffer _memory;

    public ActivationBuffer(TensorShape shape, Margins margins, int images)
    {
        Shape = shape;
        RowPitch = (margins.Left + shape.Width + margins.Right) * shape.Channels;
        ImagePitch = (margins.Top + shape.Height + margins.Bottom) * RowPitch;
        Origin = (margins.Top * RowPitch) + (margins.Left * shape.Channels);
        _memory = new NativeBuffer((long)ImagePitch * images);
    }

    /// <summary>A buffer for a layer's output, or the input, with the margins that its readers need.</summary>
    public static ActivationBuffer For(Network network, int layer, int images) => new(network.ShapeOf(layer), Margins.For(network, layer), images);

    public TensorShape Shape { get; }

    /// <summary>Values from one row to the next.</summary>
    public int RowPitch { get; }

    /// <summary>Values from one image to the next.</summary>
    public int ImagePitch { get; }

    /// <summary>The offset of row 0, column 0 in an image.</summary>
    public int Origin { get; }

    public float* Pointer => _memory.Pointer;

    /// <summary>The offset of a position's first channel; rows and columns may lie in the margins.</summary>
    public int Offset(int image, int row, int column) => (image * ImagePitch) + Origin + (row * RowPitch) + (column * Shape.Channels);

    /// <summary>One row of a rectangle: columns x channels.</summary>
    public Span<float> Row(int image, int row, Extent extent) => new(Pointer + Offset(image, row, extent.FirstColumn), extent.Columns * Shape.Channels);

    /// <summary>The channels of one position.</summary>
    public Span<float> Position(int image, int row, int column) => new(Pointer + Offset(image, row, column), Shape.Channels);

    public void CopyIn(int image, ReadOnlySpan<float> packed)
    {
        var length = Shape.Width * Shape.Channels;
        for (var row = 0; row < Shape.Height; row++)
            packed.Slice(row * length, length).CopyTo(new Span<float>(Pointer + Offset(image, row, 0), length));
    }

    public void CopyOut(int image, Span<float> packed)
    {
        var length = Shape.Width * Shape.Channels;
        for (var row = 0; row < Shape.Height; row++)
            new ReadOnlySpan<float>(Pointer + Offset(image, row, 0), length).CopyTo(packed.Slice(row * length, length));
    }

    /// <summary>Copies a rectangle of image 0 of a buffer of the same geometry.</summary>
    public void CopyRectangle(ActivationBuffer source, int image, Extent extent)
    {
        var length = extent.Columns * Shape.Channels;
        for (var row = extent.FirstRow; row < extent.FirstRow + extent.Rows; row++)
            new ReadOnlySpan<float>(source.Pointer + source.Offset(0, row, extent.FirstColumn), length).CopyTo(new Span<float>(Pointer + Offset(image, row, extent.FirstColumn), length));
    }

    public void Clear() => new Span<float>(Pointer, checked((int)_memory.Length)).Clear();

    public void Dispose() => _memory.Dispose();

    /// <summary>Zero rows and columns around an activation.</summary>
    internal readonly record struct Margins(int Top, int Left, int Bottom, int Right)
    {
        /// <summary>The margins that every reader of a layer's output needs.</summary>
        public static Margins For(Network network, int layer)
        {
            var margins = default(Margins);
            foreach (var reader in network.Layers.Where(reader => reader.Inputs[0] == layer))
            {
                var needed = LinearLayer.Is(reader) ? LinearLayer.Of(network, reader).Geometry.Margins : DepthwiseKernel.MarginsOf(reader, network.ShapeOf(layer));
                margins = new Margins(
                    Math.Max(margins.Top, needed.Top), Math.Max(margins.Left, needed.Left), Math.Max(margins.Bottom, needed.Bottom), Math.Max(margins.Right, needed.Right));
            }

            return margins;
        }
    }
}
