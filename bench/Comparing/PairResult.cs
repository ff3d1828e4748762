namespace Steerlens.Bench.Comparing;

/// <summary>One row: ours beside a peer, over alternated pairs. As JSON the names are these in snake case; what does not apply is left out.</summary>
/// <param name="Name">The peer with its version.</param>
/// <param name="Bank">The bank's word.</param>
/// <param name="Network">The network's word.</param>
/// <param name="Ours">Our median.</param>
/// <param name="Peer">The peer's median.</param>
/// <param name="Unit">The unit of both.</param>
/// <param name="Ratio">The median of the pairs' ratios, peer / ours: how many times faster ours is.</param>
/// <param name="RatioMin">The smallest ratio of a pair.</param>
/// <param name="RatioMax">The largest.</param>
internal sealed record PairResult(string Name, string Bank, string Network, double Ours, double Peer, string Unit, double Ratio, double RatioMin, double RatioMax)
{
    /// <summary>Our smallest and largest figure.</summary>
    public required double[] OursRange { get; init; }

    /// <summary>The peer's smallest and largest figure.</summary>
    public required double[] PeerRange { get; init; }

    /// <summary>Pairs.</summary>
    public required int Pairs { get; init; }

    /// <summary>The peer's best batch.</summary>
    public int? Batch { get; init; }

    /// <summary>Windows in the bank.</summary>
    public int? Windows { get; init; }

    /// <summary>Windows that the peer ran in each pair, fewer or more than the bank has; its figure is scaled from them to the bank.</summary>
    public int? PeerWindows { get; init; }

    /// <summary>The largest difference between its outputs and ours, as a share of the largest output.</summary>
    public double? LargestDifference { get; init; }

    /// <summary>What building our plans took once, in milliseconds; not in <see cref="Ours"/> where that is an engine's time.</summary>
    public double? PlanMs { get; init; }

    /// <summary>Our engine.</summary>
    public string? Engine { get; init; }

    /// <summary>The row of pairs that were measured in turn.</summary>
    /// <param name="name">The peer.</param>
    /// <param name="bank">The bank's word.</param>
    /// <param name="network">The network's word.</param>
    /// <param name="unit">The unit of the figures.</param>
    /// <param name="pairs">At least one; less is better.</param>
    public static PairResult Of(string name, string bank, string network, string unit, IReadOnlyList<(double Ours, double Peer)> pairs)
    {
        var (ours, peer) = (pairs.Select(pair => pair.Ours).ToList(), pairs.Select(pair => pair.Peer).ToList());
        var ratios = pairs.Select(pair => pair.Peer / pair.Ours).ToList();
        return new PairResult(name, bank, network, Median.Of(ours), Median.Of(peer), unit, Median.Of(ratios), ratios.Min(), ratios.Max())
        {
            OursRange = [ours.Min(), ours.Max()],
            PeerRange = [peer.Min(), peer.Max()],
            Pairs = pairs.Count,
        };
    }
}
