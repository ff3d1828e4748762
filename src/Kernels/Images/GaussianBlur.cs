namespace Steerlens.Kernels.Images;

/// <summary>
/// A Gaussian blur of any width at one price: three box passes along columns and three along rows, whose widths together have the
/// Gaussian's variance. Edges repeat.
/// </summary>
public sealed class GaussianBlur
{
    private const int Passes = 3;

    private readonly byte[] _scratch;
    private readonly int[] _sums;
    private readonly int _width;
    private readonly int _height;
    private readonly int[] _radii;

    /// <summary>Makes the scratch for planes up to this size.</summary>
    /// <param name="width">Largest width.</param>
    /// <param name="height">Largest height.</param>
    /// <param name="sigma">Standard deviation in samples, above 0.</param>
    public GaussianBlur(int width, int height, double sigma)
    {
        _width = width;
        _height = height;
        _scratch = new byte[width * height];
        _sums = new int[width];
        _radii = BoxRadii(sigma);
    }

    /// <summary>The true Gaussian, in floating point, straight from its definition: what <see cref="Apply"/> approximates.</summary>
    /// <param name="plane">H x W samples 0..255.</param>
    /// <param name="sigma">Standard deviation in samples.</param>
    /// <returns>H x W values.</returns>
    public static float[] Reference(Plane plane, double sigma)
    {
        var reach = (int)Math.Ceiling(4 * sigma);
        var weights = new double[(2 * reach) + 1];
        for (var offset = -reach; offset <= reach; offset++) weights[offset + reach] = Math.Exp(-offset * offset / (2 * sigma * sigma));
        var total = weights.Sum();
        var (width, height) = (plane.Width, plane.Height);
        var columns = new double[width * height];
        var result = new float[width * height];
        for (var index = 0; index < columns.Length; index++)
        {
            for (var offset = -reach; offset <= reach; offset++)
                columns[index] += weights[offset + reach] / total * plane.Row(Math.Clamp((index / width) + offset, 0, height - 1))[index % width];
        }

        for (var index = 0; index < columns.Length; index++)
        {
            var (row, sum) = (index / width * width, 0d);
            for (var offset = -reach; offset <= reach; offset++)
                sum += weights[offset + reach] / total * columns[row + Math.Clamp((index % width) + offset, 0, width - 1)];
            result[index] = (float)sum;
        }

        return result;
    }

    /// <summary>The radii of the three boxes whose variances add up to the Gaussian's as nearly as odd widths can.</summary>
    public static int[] BoxRadii(double sigma)
    {
        if (!(sigma > 0)) throw new ArgumentOutOfRangeException(nameof(sigma), sigma, "The standard deviation must be above 0.");

        // A box of width w has the variance (w * w - 1) / 12; some boxes get the odd width under the ideal one, the others the next.
        var narrow = (int)Math.Floor(Math.Sqrt((12 * sigma * sigma / Passes) + 1));
        if (narrow % 2 == 0) narrow--;
        var wide = narrow + 2;
        var missing = (12 * sigma * sigma) - (Passes * ((narrow * narrow) - 1));
        var wides = (int)Math.Round(missing / ((wide * wide) - (narrow * narrow)));
        return [.. Enumerable.Range(0, Passes).Select(pass => (pass < wides ? wide : narrow) / 2)];
    }

    /// <summary>Blurs a plane in place.</summary>
    /// <param name="plane">At most as large as the scratch.</param>
    /// <exception cref="ArgumentException">The plane is larger than the scratch.</exception>
    public void Apply(Plane plane)
    {
        if (plane.Width > _width || plane.Height > _height)
            throw new ArgumentException($"The plane is {plane.Width}x{plane.Height}, the blur was made for {_width}x{_height}.", nameof(plane));
        var scratch = new Plane(_scratch, plane.Width, plane.Height, plane.Width);
        foreach (var radius in _radii)
        {
            BoxBlur.Columns(plane, scratch, radius, _sums);
            BoxBlur.Rows(scratch, plane, radius);
        }
    }
}
