using System.Numerics;
using System.Runtime.InteropServices;

namespace Steerlens.Kernels.Images;

/// <summary>
/// Leaves a 4:2:0 picture sharp where a map is strong and blurs the rest, dimmed and less colourful. Blur and sharpness are computed on
/// cells of 4 x 4 pixels and grown row by row while the rows are mixed.
/// </summary>
public sealed class FocusBlend : IFocusBlend
{
    /// <summary>What is left of the luma of a blurred sample.</summary>
    internal const double Dimming = 0.62;

    /// <summary>What is left of its colour.</summary>
    internal const double Fading = 0.45;

    /// <summary>Luma samples of a cell along each axis.</summary>
    internal const int LumaCell = 4;

    /// <summary>Chroma samples of a cell.</summary>
    internal const int ChromaCell = 2;

    private readonly int _width;
    private readonly int _height;
    private readonly float _black;
    private readonly byte[] _blurred;
    private readonly byte[] _weights;
    private readonly float[] _values;
    private readonly GaussianBlur _luma;
    private readonly GaussianBlur _chroma;
    private readonly FocusSharpness _cells;
    private readonly CellRows _sharpness;

    /// <summary>Makes scratch and tables.</summary>
    /// <param name="width">Of the pictures; even.</param>
    /// <param name="height">Of the pictures; even.</param>
    /// <param name="color">What the pictures' numbers mean.</param>
    /// <param name="sigma">Standard deviation of the blur, in pixels; at least 4 are used.</param>
    public FocusBlend(int width, int height, YuvColor color, double sigma)
    {
        (_width, _height, _black) = (width, height, color.FullRange ? 0 : 16);
        _blurred = new byte[width];
        _weights = new byte[width];
        sigma = Math.Max(sigma, LumaCell);
        _luma = new GaussianBlur(width, height, LumaCell, sigma);
        _chroma = new GaussianBlur(width / 2, height / 2, ChromaCell, sigma / 2);
        _cells = new FocusSharpness(width, height);
        _sharpness = new CellRows(_cells.Columns, _cells.Rows);
        _values = new float[_sharpness.Columns + 2];
    }

    /// <summary>How sharp a map value is shown: 0 up to <paramref name="blurredTo"/>, 255 from <paramref name="sharpFrom"/>, smooth between.</summary>
    public static float WeightOf(float value, float blurredTo, float sharpFrom)
    {
        var rise = Math.Clamp((Math.Abs(value) - blurredTo) * Steepness(blurredTo, sharpFrom), 0, 1);
        return 255 * (rise * rise * (3 - (2 * rise)));
    }

    /// <summary>As <see cref="WeightOf"/>, for a row of values, in place.</summary>
    public static void WeightRow(Span<float> values, float blurredTo, float sharpFrom)
    {
        var (start, steepness) = (new Vector<float>(blurredTo), new Vector<float>(Steepness(blurredTo, sharpFrom)));
        ref var first = ref MemoryMarshal.GetReference(values);
        var x = 0;
        for (; x <= values.Length - Vector<float>.Count; x += Vector<float>.Count)
        {
            var rise = (Vector.Abs(Vector.LoadUnsafe(ref first, (nuint)x)) - start) * steepness;
            rise = Vector.Max(Vector.Min(rise, Vector<float>.One), Vector<float>.Zero);
            (255 * (rise * rise * (new Vector<float>(3) - (2 * rise)))).StoreUnsafe(ref first, (nuint)x);
        }

        for (; x < values.Length; x++) values[x] = WeightOf(values[x], blurredTo, sharpFrom);
    }

    /// <summary>
    /// Blurs what the map does not hold sharp; outside the map's rectangle everything, but for the few pixels over which sharpness fades.
    /// </summary>
    /// <param name="source">The picture.</param>
    /// <param name="target">Gets the result; may be the source.</param>
    /// <param name="map">mapHeight x mapWidth values.</param>
    /// <param name="mapHeight">Rows of the map.</param>
    /// <param name="mapWidth">Columns of the map.</param>
    /// <param name="rectangle">Where the map lies on the picture.</param>
    /// <param name="blurredTo">See <see cref="FocusLimits"/>.</param>
    /// <param name="sharpFrom">See <see cref="FocusLimits"/>.</param>
    /// <exception cref="ArgumentException">A picture has another size, or the map too few values.</exception>
    public void Apply(
        YuvImage source, YuvImage target, ReadOnlySpan<float> map, int mapHeight, int mapWidth, MapRectangle rectangle, float blurredTo, float sharpFrom)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        Check(source);
        Check(target);
        _cells.Prepare(map, mapHeight, mapWidth, rectangle);
        FillSharpness(blurredTo, sharpFrom);
        Blend(source.Y, target.Y, LumaCell, _luma, (float)Dimming, _black);
        Blend(source.U, target.U, ChromaCell, _chroma, (float)Fading, 128);
        Blend(source.V, target.V, ChromaCell, _chroma, (float)Fading, 128);
    }

    // From the threshold on, 0 to 1 over the span; where there is no span, at once.
    internal static float Steepness(float blurredTo, float sharpFrom) => sharpFrom > blurredTo ? Math.Min(1 / (sharpFrom - blurredTo), float.MaxValue) : float.MaxValue;

    private void Check(YuvImage picture)
    {
        if (picture.Width != _width || picture.Height != _height)
            throw new ArgumentException($"The picture is {picture.Width}x{picture.Height}, the focus was made for {_width}x{_height}.", nameof(picture));
    }

    private void FillSharpness(float blurredTo, float sharpFrom)
    {
        for (var row = 0; row < _sharpness.Rows; row++)
        {
            _cells.Read(row, blurredTo, sharpFrom, _values);
            _sharpness.Set(row, _values, 1, 0);
        }
    }

    // Blurred samples move towards their neutral value: darker, less colourful.
    private void Blend(Plane source, Plane target, int cell, GaussianBlur blur, float share, float neutral)
    {
        blur.Take(source, share, neutral * (1 - share));
        var blurred = _blurred.AsSpan(0, target.Width);
        var weights = _weights.AsSpan(0, target.Width);
        var isBlurred = false;
        for (var y = 0; y < target.Height; y++)
        {
            if (y % cell == 0) isBlurred = _sharpness.IsZeroAround(y / cell);
            if (isBlurred)
            {
                blur.Read(y, target.Row(y));
                continue;
            }

            blur.Read(y, blurred);
            _sharpness.Read(y, cell, weights);
            PlaneMix.Row(source.Row(y), blurred, weights, target.Row(y));
        }
    }
}
