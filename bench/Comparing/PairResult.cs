namespace Steerlens.Bench.Comparing;

/// <summary>One row: ours beside a peer, over alternated pairs. As JSON the names are these in snake case.</summary>
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
    public required int Batch { get; init; }

    /// <summary>Windows in the bank.</summary>
    public required int Windows { get; init; }

    /// <summary>Windows that the peer ran in each pair, fewer or more than the bank has; its figure is scaled from them to the bank.</summary>
    public required int PeerWindows { get; init; }

    /// <summary>The largest difference between its outputs and ours, as a share of the largest output.</summary>
    public required double LargestDifference { get; init; }

    /// <summary>What building our plans took once, in milliseconds; not in <see cref="Ours"/>.</summary>
    public required double PlanMs { get; init; }

    /// <summary>Our engine.</summary>
    public required string Engine { get; init; }

    /// <summary>The row of pairs that were measured in turn, in milliseconds.</summary>
    public static PairResult Of(string name, CompareCase compared, string network, int batch, IReadOnlyList<(double Ours, PeerRun Peer)> pairs)
    {
        var ours = pairs.Select(pair => pair.Ours).ToList();
        var peer = pairs.Select(pair => pair.Peer.MillisecondsFor(compared.Windows.Count)).ToList();
        var ratios = ours.Zip(peer, (mine, theirs) => theirs / mine).ToList();
        return new PairResult(name, compared.Bank.Name, network, Median.Of(ours), Median.Of(peer), "ms/frame", Median.Of(ratios), ratios.Min(), ratios.Max())
        {
            OursRange = [ours.Min(), ours.Max()],
            PeerRange = [peer.Min(), peer.Max()],
            Pairs = pairs.Count,
            Batch = batch,
            Windows = compared.Windows.Count,
            PeerWindows = pairs[0].Peer.Windows,
            LargestDifference = pairs.Max(pair => pair.Peer.LargestDifference),
            PlanMs = compared.PlanMilliseconds,
            Engine = compared.Own.Description,
        };
    }
}
