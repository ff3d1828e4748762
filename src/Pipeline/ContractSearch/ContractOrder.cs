using Steerlens.Kernels.Truth;

namespace Steerlens.Pipeline.ContractSearch;

/// <summary>
/// Puts contracts in order. Those that chance can't tell from the best (95 % of resampled drives, blocks of consecutive frames drawn for both at
/// once) come first; among them a crop that people really train with comes before one of round numbers, and then the better one.
/// </summary>
internal static class ContractOrder
{
    private const int MostCompared = 30;
    private const int Draws = 1000;
    private const int Seed = 7;
    private const double Tail = 0.025;

    /// <summary>Orders them.</summary>
    /// <param name="contracts">At least one.</param>
    /// <param name="truths">The true angles in radians.</param>
    /// <param name="seconds">From one frame to the next.</param>
    /// <returns>All of them, and how many of the first can't be told apart.</returns>
    public static (IReadOnlyList<RankedContract> Contracts, int Tied) Of(IEnumerable<RankedContract> contracts, double[] truths, double seconds)
    {
        var ranked = contracts.OrderByDescending(contract => contract.Fit.Agreement).ToList();
        if (ranked.Count == 0) return (ranked, 0);
        var block = Math.Clamp((int)Math.Round(BlockBootstrap.Seconds / seconds), 1, truths.Length);
        var best = Resample(ranked[0], truths, block);
        var tied = ranked.Take(MostCompared).Where((contract, index) => index == 0 || IsTied(best, Resample(contract, truths, block))).ToList();
        return ([.. tied.OrderByDescending(contract => contract.Crop.IsRecipe).ThenByDescending(contract => contract.Fit.Agreement), .. ranked.Except(tied)], tied.Count);
    }

    private static bool IsTied(double[] best, double[] other)
    {
        var gains = new double[Draws];
        for (var draw = 0; draw < Draws; draw++) gains[draw] = best[draw] - other[draw];
        Array.Sort(gains);
        return gains[(int)(Tail * (Draws - 1))] <= 0;
    }

    /// <summary>The agreement in drives made of the drive's blocks; the same blocks for every contract.</summary>
    private static double[] Resample(RankedContract contract, double[] truths, int block)
    {
        var random = new Random(Seed);
        var agreements = new double[Draws];
        var (outputs, angles) = (new double[truths.Length], new double[truths.Length]);
        for (var draw = 0; draw < Draws; draw++)
        {
            for (var taken = 0; taken < truths.Length;)
            {
                var start = random.Next(truths.Length);
                for (var step = 0; step < block && taken < truths.Length; step++, taken++)
                    (outputs[taken], angles[taken]) = (contract.Outputs[(start + step) % truths.Length], truths[(start + step) % truths.Length]);
            }

            agreements[draw] = contract.Fit.Worth * Moments.Of(outputs, angles).Agreement(contract.Contract.RadiansPerUnit);
        }

        return agreements;
    }
}
