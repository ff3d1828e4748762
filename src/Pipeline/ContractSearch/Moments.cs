namespace Steerlens.Pipeline.ContractSearch;

/// <summary>Means, variances and covariance of a network's outputs and the true angles.</summary>
internal readonly record struct Moments(double OutputMean, double TruthMean, double OutputVariance, double TruthVariance, double Covariance)
{
    /// <summary>Of outputs and truths, one for each frame.</summary>
    public static Moments Of(ReadOnlySpan<double> outputs, ReadOnlySpan<double> truths)
    {
        var (first, second) = (0d, 0d);
        for (var index = 0; index < outputs.Length; index++) (first, second) = (first + outputs[index], second + truths[index]);
        (first, second) = (first / outputs.Length, second / outputs.Length);
        var (squares, others, both) = (0d, 0d, 0d);
        for (var index = 0; index < outputs.Length; index++)
        {
            var (output, truth) = (outputs[index] - first, truths[index] - second);
            (squares, others, both) = (squares + (output * output), others + (truth * truth), both + (output * truth));
        }

        return new Moments(first, second, squares / outputs.Length, others / outputs.Length, both / outputs.Length);
    }

    /// <summary>The mean squared error of the outputs times a factor.</summary>
    public double SquaredError(double factor) =>
        Math.Max(0, (factor * factor * OutputVariance) + TruthVariance - (2 * factor * Covariance) + Math.Pow((factor * OutputMean) - TruthMean, 2));

    /// <summary>Lin's concordance of the outputs times a factor.</summary>
    public double Agreement(double factor)
    {
        var spread = (factor * factor * OutputVariance) + TruthVariance + Math.Pow((factor * OutputMean) - TruthMean, 2);
        return spread > 0 ? 2 * factor * Covariance / spread : 0;
    }
}
