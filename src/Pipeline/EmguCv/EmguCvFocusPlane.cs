using System.Drawing;
using Emgu.CV;
using Emgu.CV.Cuda;
using Emgu.CV.CvEnum;
using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.EmguCv;

/// <summary>One plane of a picture on a CUDA device.</summary>
internal sealed class EmguCvFocusPlane
{
    // OpenCV's filters on devices take kernels of up to 31 samples; three standard deviations to each side fit into them.
    private const int LargestKernel = 31;
    private const double LargestSigma = (LargestKernel - 1) / 6.0;

    private readonly Size _size;
    private readonly Size _smallSize;
    private readonly double _share;
    private readonly double _neutral;
    private readonly CudaGaussianFilter _filter;
    private readonly Mat _host;
    private readonly GpuMat _sharp = new();
    private readonly GpuMat _small = new();
    private readonly GpuMat _smallBlurred = new();
    private readonly GpuMat _blurred = new();
    private readonly GpuMat _dimmed = new();
    private readonly GpuMat _sharpWeights = new();
    private readonly GpuMat _blurredWeights = new();
    private readonly GpuMat _result = new();

    /// <summary>Makes the filter: the wider the blur, the smaller the plane that it is computed on.</summary>
    /// <param name="width">Samples in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="sigma">Standard deviation of the blur, in samples.</param>
    /// <param name="share">What is left of a blurred sample's distance from the neutral value.</param>
    /// <param name="neutral">The value that blurred samples move towards.</param>
    public EmguCvFocusPlane(int width, int height, double sigma, double share, double neutral)
    {
        var cell = Math.Max(1, (int)Math.Ceiling(sigma / LargestSigma));
        var smallSigma = sigma / cell;
        var kernel = Math.Min(LargestKernel, (2 * (int)Math.Ceiling(3 * smallSigma)) + 1);
        (_size, _smallSize) = (new Size(width, height), new Size(Math.Max(1, width / cell), Math.Max(1, height / cell)));
        (_share, _neutral) = (share, neutral);
        _filter = new CudaGaussianFilter(DepthType.Cv8U, 1, DepthType.Cv8U, 1, new Size(kernel, kernel), smallSigma, smallSigma, BorderType.Replicate, BorderType.Replicate);
        _host = new Mat(height, width, DepthType.Cv8U, 1);
    }

    /// <summary>Refuses a plane of another size.</summary>
    /// <exception cref="ArgumentException">It has another size.</exception>
    public void Check(Plane plane)
    {
        if (plane.Width != _size.Width || plane.Height != _size.Height)
            throw new ArgumentException($"The plane is {plane.Width}x{plane.Height}, the focus was made for {_size.Width}x{_size.Height}.", nameof(plane));
    }

    /// <summary>Blurs a plane where the weights are small.</summary>
    /// <param name="source">The plane.</param>
    /// <param name="target">Gets the result; may be the source.</param>
    /// <param name="weights">Of any size, stretched over the plane: 1 sharp, 0 blurred.</param>
    public void Apply(Plane source, Plane target, GpuMat weights)
    {
        for (var row = 0; row < source.Height; row++) source.Row(row).CopyTo(RowOf(row));
        _sharp.Upload(_host);
        CudaInvoke.Resize(_sharp, _small, _smallSize, 0, 0, Inter.Area);
        _filter.Apply(_small, _smallBlurred);
        CudaInvoke.Resize(_smallBlurred, _blurred, _size, 0, 0, Inter.Linear);
        CudaInvoke.AddWeighted(_blurred, _share, _blurred, 0, _neutral * (1 - _share), _dimmed);
        CudaInvoke.Resize(weights, _sharpWeights, _size, 0, 0, Inter.Linear);
        CudaInvoke.AddWeighted(_sharpWeights, -1, _sharpWeights, 0, 1, _blurredWeights);
        CudaInvoke.BlendLinear(_sharp, _dimmed, _sharpWeights, _blurredWeights, _result);
        _result.Download(_host);
        for (var row = 0; row < target.Height; row++) RowOf(row).CopyTo(target.Row(row));
    }

    private unsafe Span<byte> RowOf(int row) => new((byte*)_host.DataPointer + ((long)row * _host.Step), _size.Width);
}
