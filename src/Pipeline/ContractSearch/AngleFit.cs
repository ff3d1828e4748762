using Steerlens.Models;

namespace Steerlens.Pipeline.ContractSearch;

/// <summary>How well a network's outputs say the true angles, in the unit and with the sign that suit them best.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="FullScaleDegrees">Degrees of an output of 1, where the unit is a share of full scale.</param>
/// <param name="PositiveIsRight">The sign.</param>
/// <param name="Agreement">
/// Lin's concordance, at most 1: 1 where every angle is right, 0 for what knows nothing. It is the correlation, less where the size or the mean of the
/// angles is wrong.
/// </param>
/// <param name="Correlation">Pearson's, with that sign.</param>
/// <param name="RootMeanSquare">The error in radians.</param>
/// <param name="LeastSquaresDegrees">The degrees of an output of 1 for which the error is the least.</param>
/// <param name="Worth">What its agreement was multiplied with: less than 1 for a unit that was made up.</param>
/// <param name="FitsUnit">Whether the angles have about the size of the true ones in one of the units.</param>
internal readonly record struct AngleFit(
    AngleUnit Unit, double FullScaleDegrees, bool PositiveIsRight, double Agreement, double Correlation, double RootMeanSquare, double LeastSquaresDegrees, double Worth, bool FitsUnit)
{
    // A network that has learned anything moves about as far as the wheel; one in another unit is off by tens.
    private const double MostSizeRatio = 3;
    private const double LeastCorrelation = 0.3;

    // A contract whose unit had to be made up is worth less than one whose unit people use.
    private const double MadeUpUnit = 0.5;

    /// <summary>Finds unit and sign.</summary>
    /// <param name="outputs">What the network puts out for each frame.</param>
    /// <param name="truths">The true angles in radians, positive = right.</param>
    /// <param name="units">The units that may be.</param>
    /// <param name="positiveIsRight">The sign, where it is known.</param>
    /// <returns>The best; null where the outputs are no numbers.</returns>
    public static AngleFit? Of(ReadOnlySpan<double> outputs, ReadOnlySpan<double> truths, IReadOnlyList<(AngleUnit Unit, double FullScaleDegrees)> units, bool? positiveIsRight)
    {
        var moments = Moments.Of(outputs, truths);
        if (!double.IsFinite(moments.OutputVariance) || !double.IsFinite(moments.Covariance)) return null;
        var correlation = Kernels.Truth.Correlation.Pearson(outputs, truths);
        var sign = positiveIsRight ?? correlation >= 0;
        var slope = moments.OutputVariance > 0 ? moments.Covariance / moments.OutputVariance : 0;
        AngleFit? best = null;
        foreach (var (unit, fullScale) in units) best = Better(best, Judge(unit, fullScale, 1));

        // Its size tells the unit better than its slope, which noise makes flat.
        var size = Math.Sqrt(moments.TruthVariance / moments.OutputVariance);
        if (best is { FitsUnit: false } && Math.Abs(correlation) >= LeastCorrelation && double.IsFinite(size)) best = Better(best, Judge(AngleUnit.FullScale, double.RadiansToDegrees(size), MadeUpUnit) with { FitsUnit = false });
        return best;

        AngleFit Judge(AngleUnit unit, double fullScale, double worth)
        {
            var factor = new InputContract { Unit = unit, FullScaleDegrees = fullScale, PositiveIsRight = sign }.RadiansPerUnit;
            var ratio = Math.Abs(factor) * Math.Sqrt(moments.OutputVariance / moments.TruthVariance);
            return new AngleFit(
                unit, fullScale, sign, worth * moments.Agreement(factor), sign ? correlation : -correlation, Math.Sqrt(moments.SquaredError(factor)), double.RadiansToDegrees(Math.Abs(slope)), worth,
                FitsUnit: ratio is >= 1 / MostSizeRatio and <= MostSizeRatio);
        }
    }

    private static AngleFit Better(AngleFit? best, AngleFit other) => best is { } known && known.Agreement >= other.Agreement ? known : other;
}
