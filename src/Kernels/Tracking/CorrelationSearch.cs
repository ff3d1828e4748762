using System.Numerics.Tensors;

namespace Steerlens.Kernels.Tracking;

/// <summary>
/// Normalised cross-correlation of a template with every place of a region (Lewis 1995): how alike two patches are whatever their
/// brightness and contrast, -1..1.
/// </summary>
public static class CorrelationSearch
{
    // Patches without any contrast are like nothing; levels are 0..255.
    private const double LeastVariance = 0.25;

    /// <summary>One sample at a time: the specification of <see cref="Run"/>.</summary>
    /// <param name="region">H x W values.</param>
    /// <param name="regionWidth">W.</param>
    /// <param name="template">h x w values, at most the region's size, with mean 0 and length 1: see <see cref="Normalize"/>.</param>
    /// <param name="templateWidth">w.</param>
    /// <param name="scores">(H - h + 1) x (W - w + 1) values: the score with the template's corner at each place.</param>
    public static void RunScalar(ReadOnlySpan<float> region, int regionWidth, ReadOnlySpan<float> template, int templateWidth, Span<float> scores)
    {
        var (rows, columns) = Places(region, regionWidth, template, templateWidth, scores);
        for (var top = 0; top < rows; top++)
        {
            for (var left = 0; left < columns; left++)
            {
                double product = 0, sum = 0, squares = 0;
                for (var index = 0; index < template.Length; index++)
                {
                    var value = (double)region[((top + (index / templateWidth)) * regionWidth) + left + (index % templateWidth)];
                    product += value * template[index];
                    sum += value;
                    squares += value * value;
                }

                scores[(top * columns) + left] = Score(product, sum, squares, template.Length);
            }
        }
    }

    /// <summary>As <see cref="RunScalar"/>, with vectors along the rows.</summary>
    public static void Run(ReadOnlySpan<float> region, int regionWidth, ReadOnlySpan<float> template, int templateWidth, Span<float> scores)
    {
        var (rows, columns) = Places(region, regionWidth, template, templateWidth, scores);
        for (var top = 0; top < rows; top++)
        {
            for (var left = 0; left < columns; left++)
            {
                double product = 0, sum = 0, squares = 0;
                for (var row = 0; row < template.Length / templateWidth; row++)
                {
                    var line = region.Slice(((top + row) * regionWidth) + left, templateWidth);
                    product += TensorPrimitives.Dot(line, template.Slice(row * templateWidth, templateWidth));
                    sum += TensorPrimitives.Sum(line);
                    squares += TensorPrimitives.SumOfSquares(line);
                }

                scores[(top * columns) + left] = Score(product, sum, squares, template.Length);
            }
        }
    }

    /// <summary>Brings a template to mean 0 and length 1.</summary>
    /// <returns>False where it has no contrast: it can't be found anywhere.</returns>
    public static bool Normalize(Span<float> template)
    {
        TensorPrimitives.Subtract(template, TensorPrimitives.Sum<float>(template) / template.Length, template);
        var squares = TensorPrimitives.SumOfSquares<float>(template);
        if (squares <= LeastVariance * template.Length) return false;
        TensorPrimitives.Divide(template, MathF.Sqrt(squares), template);
        return true;
    }

    /// <summary>Brings a mixture of normalised templates to length 1 again.</summary>
    internal static void NormalizeUnit(Span<float> template) =>
        TensorPrimitives.Divide(template, MathF.Sqrt(TensorPrimitives.SumOfSquares<float>(template)), template);

    private static float Score(double product, double sum, double squares, int count)
    {
        var variance = squares - (sum * sum / count);
        return variance <= LeastVariance * count ? 0 : (float)(product / Math.Sqrt(variance));
    }

    private static (int Rows, int Columns) Places(ReadOnlySpan<float> region, int regionWidth, ReadOnlySpan<float> template, int templateWidth, Span<float> scores)
    {
        var (rows, columns) = ((region.Length / regionWidth) - (template.Length / templateWidth) + 1, regionWidth - templateWidth + 1);
        if (rows < 1 || columns < 1) throw new ArgumentException("The template is larger than the region.", nameof(template));
        if (scores.Length != rows * columns) throw new ArgumentException($"{rows}x{columns} places need {rows * columns} scores, not {scores.Length}.", nameof(scores));
        return (rows, columns);
    }
}
