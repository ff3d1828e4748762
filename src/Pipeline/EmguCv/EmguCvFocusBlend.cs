using Emgu.CV;
using Emgu.CV.Cuda;
using Emgu.CV.CvEnum;
using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.EmguCv;

/// <summary>As <see cref="FocusBlend"/>, on a CUDA device by Emgu.CV: made small, blurred, made large, dimmed and blended, plane by plane.</summary>
internal sealed class EmguCvFocusBlend : IFocusBlend
{
    private const double Dimming = 0.62;
    private const double Fading = 0.45;
    private const double LeastSigma = 4;

    private readonly FocusSharpness _cells;
    private readonly float[] _row;
    private readonly Mat _sharpness;
    private readonly GpuMat _weights;
    private readonly EmguCvFocusPlane _luma;
    private readonly EmguCvFocusPlane _chroma;

    /// <summary>Makes memory on the device.</summary>
    /// <param name="width">Of the pictures; even.</param>
    /// <param name="height">Of the pictures; even.</param>
    /// <param name="color">What the pictures' numbers mean.</param>
    /// <param name="sigma">Standard deviation of the blur, in pixels; at least 4 are used.</param>
    /// <exception cref="SteerlensException">The native library or a device is missing.</exception>
    public EmguCvFocusBlend(int width, int height, YuvColor color, double sigma)
    {
        // Before anything of Emgu.CV's is made: what is missing is said here.
        EmguCvLibrary.Require("the focus layout by Emgu.CV", needsDevice: true);
        sigma = Math.Max(sigma, LeastSigma);
        _cells = new FocusSharpness(width, height);
        _row = new float[_cells.Columns + 2];
        _sharpness = new Mat(_cells.Rows, _cells.Columns, DepthType.Cv32F, 1);
        _weights = new GpuMat();
        _luma = new EmguCvFocusPlane(width, height, sigma, Dimming, color.FullRange ? 0 : 16);
        _chroma = new EmguCvFocusPlane(width / 2, height / 2, sigma / 2, Fading, 128);
    }

    /// <inheritdoc/>
    public void Apply(
        YuvImage source, YuvImage target, ReadOnlySpan<float> map, int mapHeight, int mapWidth, MapRectangle rectangle, float blurredTo, float sharpFrom)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        _luma.Check(source.Y);
        _luma.Check(target.Y);
        _cells.Prepare(map, mapHeight, mapWidth, rectangle);
        for (var row = 0; row < _cells.Rows; row++)
        {
            _cells.Read(row, blurredTo, sharpFrom, _row);
            var weights = RowOf(row);
            for (var column = 0; column < weights.Length; column++) weights[column] = _row[column] / 255;
        }

        _weights.Upload(_sharpness);
        _luma.Apply(source.Y, target.Y, _weights);
        _chroma.Apply(source.U, target.U, _weights);
        _chroma.Apply(source.V, target.V, _weights);
    }

    private unsafe Span<float> RowOf(int row) => new((byte*)_sharpness.DataPointer + ((long)row * _sharpness.Step), _cells.Columns);
}
