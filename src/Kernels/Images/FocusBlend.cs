namespace Steerlens.Kernels.Images;

/// <summary>
/// Leaves a 4:2:0 picture sharp where a map is strong and blurs the rest, dimmed and less colourful. The blur runs on a quarter of
/// the size, where a wide Gaussian loses nothing, and is grown again.
/// </summary>
public sealed class FocusBlend
{
    private const double Dimming = 0.62;
    private const double Fading = 0.45;

    private readonly int _width;
    private readonly int _height;
    private readonly byte[] _halfLuma;
    private readonly byte[] _small;
    private readonly byte[] _blurred;
    private readonly byte[] _weights;
    private readonly float[] _values;
    private readonly byte[] _lumaDim = new byte[256];
    private readonly byte[] _chromaDim = new byte[256];
    private readonly GaussianBlur _blur;
    private readonly PlaneResize _growLuma;
    private readonly PlaneResize _growChroma;
    private float[] _sorted = [];

    /// <summary>Makes scratch and tables.</summary>
    /// <param name="width">Of the pictures; even.</param>
    /// <param name="height">Of the pictures; even.</param>
    /// <param name="color">What the pictures' numbers mean.</param>
    /// <param name="sigma">Standard deviation of the blur, in pixels; at least 4 are used.</param>
    public FocusBlend(int width, int height, YuvColor color, double sigma)
    {
        (_width, _height) = (width, height);
        var (smallWidth, smallHeight) = (Half(Half(width)), Half(Half(height)));
        _halfLuma = new byte[Half(width) * Half(height)];
        _small = new byte[smallWidth * smallHeight];
        _blurred = new byte[width * height];
        _weights = new byte[width * height];
        _values = new float[width];
        _blur = new GaussianBlur(smallWidth, smallHeight, Math.Max(1, sigma / 4));
        _growLuma = new PlaneResize(Grow(smallWidth, width, 4), Grow(smallHeight, height, 4));
        _growChroma = new PlaneResize(Grow(smallWidth, width / 2, 2), Grow(smallHeight, height / 2, 2));
        var black = color.FullRange ? 0 : 16;
        for (var value = 0; value < 256; value++)
        {
            _lumaDim[value] = (byte)Math.Round(Math.Max(0, black + ((value - black) * Dimming)));
            _chromaDim[value] = (byte)Math.Round(128 + ((value - 128) * Fading));
        }
    }

    /// <summary>How sharp a map value is shown: 0 up to <paramref name="blurredTo"/>, 255 from <paramref name="sharpFrom"/>, smooth between.</summary>
    public static byte WeightOf(float value, float blurredTo, float sharpFrom)
    {
        var size = Math.Abs(value);
        if (size <= blurredTo) return 0;
        if (size >= sharpFrom) return 255;
        var rise = (size - blurredTo) / (sharpFrom - blurredTo);
        return (byte)((255 * rise * rise * (3 - (2 * rise))) + 0.5f);
    }

    /// <summary>The map sizes between which sharpness rises: two percentiles of |map|, and never under the threshold.</summary>
    /// <param name="map">All values of the map.</param>
    /// <param name="fromPercent">Up to this percentile of |map| the picture is blurred; 0..100.</param>
    /// <param name="toPercent">From this percentile it is sharp; at least <paramref name="fromPercent"/>.</param>
    /// <param name="threshold">Values of this size and smaller count as nothing.</param>
    public (float BlurredTo, float SharpFrom) Limits(ReadOnlySpan<float> map, double fromPercent, double toPercent, double threshold)
    {
        if (_sorted.Length < map.Length) _sorted = new float[map.Length];
        var sorted = _sorted.AsSpan(0, map.Length);
        for (var index = 0; index < map.Length; index++) sorted[index] = float.IsFinite(map[index]) ? map[index] : 0;
        var from = Math.Max(Percentile.OfSizes(sorted, fromPercent), (float)threshold);
        return (from, Math.Max(Percentile.OfSizes(sorted, toPercent), from));
    }

    /// <summary>Blurs what the map does not hold sharp; outside the map's rectangle everything.</summary>
    /// <param name="picture">Changed in place.</param>
    /// <param name="sampler">A prepared sampler.</param>
    /// <param name="blurredTo">See <see cref="Limits"/>.</param>
    /// <param name="sharpFrom">See <see cref="Limits"/>.</param>
    /// <exception cref="ArgumentException">The picture has another size.</exception>
    public void Apply(YuvImage picture, MapSampler sampler, float blurredTo, float sharpFrom)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(sampler);
        if (picture.Width != _width || picture.Height != _height)
            throw new ArgumentException($"The picture is {picture.Width}x{picture.Height}, the focus was made for {_width}x{_height}.", nameof(picture));
        var weights = new Plane(_weights, _width, _height, _width);
        FillWeights(weights, sampler, blurredTo, sharpFrom);

        var half = new Plane(_halfLuma, Half(_width), Half(_height), Half(_width));
        PlaneHalve.Apply(picture.Y, half);
        Blend(picture.Y, half, weights, _growLuma, _lumaDim);

        // The half luma has served: its memory takes the weights of the chroma samples.
        PlaneHalve.Apply(weights, half);
        Blend(picture.U, picture.U, half, _growChroma, _chromaDim);
        Blend(picture.V, picture.V, half, _growChroma, _chromaDim);
    }

    private static int Half(int length) => (length + 1) / 2;

    // A small sample covers exactly `factor` large ones; where the last is cut by the edge, the small plane reaches past it.
    private static ResizeAxis Grow(int small, int large, int factor) => new(small, 0, (double)large / factor, large);

    private void FillWeights(Plane weights, MapSampler sampler, float blurredTo, float sharpFrom)
    {
        _weights.AsSpan().Clear();
        for (var y = sampler.Top; y < sampler.Bottom; y++)
        {
            sampler.LumaRow(y, _values);
            var row = weights.Row(y)[sampler.Left..sampler.Right];
            for (var x = 0; x < row.Length; x++) row[x] = WeightOf(_values[x], blurredTo, sharpFrom);
        }
    }

    private void Blend(Plane plane, Plane halved, Plane weights, PlaneResize grow, byte[] dim)
    {
        var small = new Plane(_small, Half(halved.Width), Half(halved.Height), Half(halved.Width));
        PlaneHalve.Apply(halved, small);
        _blur.Apply(small);
        foreach (ref var sample in small.Span) sample = dim[sample];
        var blurred = new Plane(_blurred, plane.Width, plane.Height, plane.Width);
        grow.Apply(small, blurred);
        for (var y = 0; y < plane.Height; y++) PlaneMix.Row(plane.Row(y), blurred.Row(y), weights.Row(y), plane.Row(y));
    }
}
