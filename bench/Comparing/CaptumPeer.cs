using System.Text.Json;
using Steerlens.Kernels.Occlusion;

namespace Steerlens.Bench.Comparing;

/// <summary>captum's Occlusion, whose windows lie in a way of their own: its maps are compared with ours over its windows.</summary>
internal sealed class CaptumPeer(PeerProcess process) : IPeer
{
    private static readonly int[] Batches = [16, 64, 256];
    // captum refuses a stride that is larger than its window.
    private const int TuningStride = 15;

    private CompareCase? _case;
    private int _batch;
    private float[][] _expected = [];

    private CompareCase Case => _case ?? throw new InvalidOperationException("Nothing is loaded.");

    public async Task<string> LoadAsync(CompareCase compared)
    {
        _case = compared;
        _expected = [.. BankCase.Sizes.Select(size => Expected(compared, size))];
        return (await process.AskAsync(compared.LoadRequest)).GetProperty("name").GetString()!;
    }

    public async Task<int> TuneAsync()
    {
        var best = double.PositiveInfinity;
        foreach (var batch in Batches)
        {
            await AskAsync(batch, TuningStride);
            var seconds = (await AskAsync(batch, TuningStride)).GetProperty("seconds").GetDouble();
            if (seconds < best) (best, _batch) = (seconds, batch);
        }

        return _batch;
    }

    public async Task<PeerRun> RunAsync()
    {
        var answer = await AskAsync(_batch, Case.Bank.Stride);
        var difference = 0d;
        foreach (var (expected, map) in _expected.Zip(answer.GetProperty("maps").EnumerateArray()))
            difference = Math.Max(difference, PeerRun.Difference(expected, map.EnumerateArray().Select(value => value.GetSingle()).ToArray()));
        return new PeerRun(answer.GetProperty("seconds").GetDouble(), answer.GetProperty("windows").GetInt32(), difference);
    }

    public void Dispose() => process.Dispose();

    /// <summary>captum's map from our windows: at each pixel the mean of what the windows over it changed.</summary>
    private static float[] Expected(CompareCase compared, int size)
    {
        var (height, width) = (compared.Input.Height, compared.Input.Width);
        var windows =
            from row in Starts(height, size, compared.Bank.Stride)
            from column in Starts(width, size, compared.Bank.Stride)
            select new Window(row, column, Math.Min(size, height - row), Math.Min(size, width - column));
        var bank = WindowBank.Of(height, width, [.. windows]);
        var outputs = compared.Own.WarmUp(bank, out _);
        var unmasked = compared.Own.Base()[0];
        var (sums, counts) = (new double[height * width], new int[height * width]);
        for (var index = 0; index < bank.Count; index++)
        {
            var window = bank.Windows[index];
            for (var pixel = 0; pixel < window.Area; pixel++)
            {
                var place = ((window.Row + (pixel / window.Width)) * width) + window.Column + (pixel % window.Width);
                sums[place] += (double)unmasked - outputs[index];
                counts[place]++;
            }
        }

        return [.. sums.Zip(counts, (sum, count) => (float)(sum / Math.Max(1, count)))];
    }

    private static IEnumerable<int> Starts(int extent, int size, int stride) =>
        Enumerable.Range(0, 1 + ((extent - size + stride - 1) / stride)).Select(index => index * stride);

    private Task<JsonElement> AskAsync(int batch, int stride) => process.AskAsync(new { @do = "attribute", batch, sizes = BankCase.Sizes, stride });
}
