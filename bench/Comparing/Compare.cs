using Steerlens.Models;
using Steerlens.Pipeline.Diagnosis;
using Steerlens.Tests;

namespace Steerlens.Bench.Comparing;

/// <summary>
/// Ours beside runtimes that run the whole network for every window: same weights, frame, fill and windows, in turn. A peer whose
/// outputs are not ours is no peer: then there is no figure but a failure.
/// </summary>
internal static class Compare
{
    // float32 in another order of summation; a mistake is larger by orders of magnitude.
    private const double Tolerance = 1e-4;

    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs <c>compare</c>; see <c>bench/README.md</c>.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> words)
    {
        try
        {
            return await RunAsync(CompareOptions.Parse(words));
        }
        catch (FormatException exception)
        {
            Say("compare: " + exception.Message);
            return 2;
        }
        catch (PeerException exception)
        {
            Say("compare: " + exception.Message);
            return 1;
        }
    }

    private static async Task<int> RunAsync(CompareOptions options)
    {
        var rows = new List<PairResult>();
        var sound = true;
        foreach (var (name, file) in Networks(options))
        {
            var network = OnnxReader.Read(file);
            var frame = await InputFrame.ForAsync(network);
            using var own = new OwnSide(network, frame.Values, options.Threads);
            Say($"{MachineFacts.ProcessorName()}, {Environment.ProcessorCount} cores; ours: {own.Description}; network {name}, {frame.Name}");
            foreach (var bank in BankCase.All.Where(bank => options.Bank is null || string.Equals(bank.Name, options.Bank, StringComparison.Ordinal)))
            {
                using var compared = new CompareCase(file, network.Input, frame.Values, own, bank, options);
                foreach (var start in Peers(options))
                {
                    using var peer = start();
                    var row = await MeasureAsync(peer, compared, name);
                    rows.Add(row);
                    if (row.LargestDifference <= Tolerance) continue;
                    Say($"{row.Name} computes something else on {name}, {bank.Name}: largest difference {row.LargestDifference:E1} of the largest output, allowed {Tolerance:E0}");
                    sound = false;
                }
            }
        }

        if (rows.Count == 0)
        {
            Say("nothing to compare: no such network or bank");
            return 2;
        }

        if (options.Json) Console.WriteLine(PairTable.ToJson(rows));
        else PairTable.WriteBanks(rows);
        Say("peers: only running the network is on the clock, not making the masked batches (captum: its whole call); what a peer ran of a bank, drawn at random, is scaled to the bank's number of windows");
        return sound ? 0 : 1;
    }

    private static async Task<PairResult> MeasureAsync(IPeer peer, CompareCase compared, string network)
    {
        var name = await peer.LoadAsync(compared);
        var batch = await peer.TuneAsync();
        var pairs = new List<(double Ours, PeerRun Peer)>();
        for (var pair = 0; pair < compared.Options.Pairs; pair++)
        {
            // Threads of a runtime spin for a while after their work.
            await Task.Delay(Settling);
            var ours = compared.Own.Measure(compared.Windows, compared.Options.OwnSeconds);
            await Task.Delay(Settling);
            pairs.Add((ours, await peer.RunAsync()));
        }

        var windows = compared.Windows.Count;
        var row = PairResult.Of(name, compared.Bank.Name, network, "ms/frame", [.. pairs.Select(pair => (pair.Ours, pair.Peer.MillisecondsFor(windows)))]) with
        {
            Batch = batch,
            Windows = windows,
            PeerWindows = pairs[0].Peer.Windows,
            LargestDifference = pairs.Max(pair => pair.Peer.LargestDifference),
            PlanMs = compared.PlanMilliseconds,
            Engine = compared.Own.Description,
        };
        Say(FormattableString.Invariant($"{network}, {row.Bank}: ours {row.Ours:0.0} ms, {name} {row.Peer:0} ms (batch {batch}), {row.Ratio:0.0} x"));
        return row;
    }

    private static IEnumerable<(string Name, string File)> Networks(CompareOptions options)
    {
        List<(string Name, string? File)> all = [("default", Path.Combine(RealFrames.Root, "src", "Models", "default", "pilotnet.onnx")), ("wide1164", options.Wide)];
        foreach (var (name, file) in all)
        {
            if (options.Network is not null && !string.Equals(name, options.Network, StringComparison.Ordinal)) continue;
            if (file is not null) yield return (name, Path.GetFullPath(file));
        }
    }

    private static IEnumerable<Func<IPeer>> Peers(CompareOptions options)
    {
        yield return () => new InferencePeer(new PeerProcess("node", Path.Combine(options.Peers, "onnxruntime.mjs")));
        if (options.Python is not { } python) yield break;
        yield return () => new InferencePeer(new PeerProcess(python, Path.Combine(options.Peers, "pytorch.py")));
        if (options.Captum is { } captum) yield return () => new CaptumPeer(new PeerProcess(python, Path.Combine(options.Peers, "captum_occlusion.py"), captum));
    }

    private static void Say(string line) => Console.Error.WriteLine(line);
}
