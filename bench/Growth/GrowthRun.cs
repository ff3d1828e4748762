using Steerlens.Bench.Comparing;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;
using Steerlens.Pipeline.Diagnosis;

namespace Steerlens.Bench.Growth;

/// <summary>Runs <c>growth -o FILE.svg</c>: what a frame costs with banks of stride 16, 8, 4 and 2.</summary>
internal static class GrowthRun
{
    private static readonly int[] Strides = [16, 8, 4, 2];
    private const double Seconds = 0.5;
    private const int Rounds = 5;
    private const int Threads = 2;

    /// <summary>Measures the banks in turn, prints them and draws the plot; see <c>bench/README.md</c>.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> words)
    {
        if (words is not ["-o", var file])
        {
            await Console.Error.WriteLineAsync("growth: give the plot a file: growth -o FILE.svg");
            return 2;
        }

        var network = DefaultNetwork.Load();
        var frame = await InputFrame.ForAsync(network);
        using var own = new OwnSide(network, frame.Values, Threads);
        var banks = Strides.Select(stride => WindowBank.Grid(network.Input.Height, network.Input.Width, BankCase.Sizes, stride)).ToList();
        foreach (var bank in banks) own.WarmUp(bank, out _);

        // Round by round, so that a slow minute of the machine meets every bank.
        var times = banks.Select(_ => new List<double>()).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            for (var index = 0; index < banks.Count; index++) times[index].Add(own.Measure(banks[index], Seconds));
        }

        var points = Strides.Select((stride, index) => new GrowthPoint(stride, banks[index].Count, Median.Of(times[index]))).ToList();
        foreach (var point in points) Console.WriteLine(FormattableString.Invariant($"stride {point.Stride,2}: {point.Windows,5} windows, {point.Milliseconds,7:0.00} ms, {1000 * point.Milliseconds / point.Windows:0.0} us for a window"));
        var exponent = GrowthPoint.Exponent(points);
        var (few, many) = (points[0], points[^1]);
        Console.WriteLine(FormattableString.Invariant(
            $"{(double)many.Windows / few.Windows:0.0} times the windows cost {many.Milliseconds / few.Milliseconds:0.0} times the time: cost grows like windows to the power of {exponent:0.00}"));
        string[] captions = [$"window sizes {string.Join(" and ", BankCase.Sizes)}, network {network.Name}, {frame.Name}", $"{own.Description}, {MachineFacts.ProcessorName()}"];
        await File.WriteAllTextAsync(file, GrowthPlot.Draw(points, captions));
        return 0;
    }
}
