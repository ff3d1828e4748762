using System.Text.Json;

namespace Steerlens.Bench.Comparing;

/// <summary>A runtime that runs the whole network for every window, in batches.</summary>
internal sealed class InferencePeer(PeerProcess process) : IPeer
{
    private static readonly int[] Batches = [16, 32, 64, 128, 256, 512];

    private const int TuningWindows = 512;

    private CompareCase? _case;
    private int _batch;
    private int _windows;

    private CompareCase Case => _case ?? throw new InvalidOperationException("Nothing is loaded.");

    public async Task<string> LoadAsync(CompareCase compared)
    {
        _case = compared;
        return (await process.AskAsync(compared.LoadRequest)).GetProperty("name").GetString()!;
    }

    public async Task<int> TuneAsync()
    {
        var best = double.PositiveInfinity;
        foreach (var batch in Batches)
        {
            // The first run of a batch size makes the runtime's buffers.
            await AskAsync(batch, batch);
            var answer = await AskAsync(batch, TuningWindows);
            var each = answer.GetProperty("seconds").GetDouble() / answer.GetProperty("windows").GetInt32();
            if (each < best) (best, _batch) = (each, batch);
        }

        // As many as last a second, in whole batches.
        _windows = Math.Max(_batch, (int)Math.Min(Case.Options.Windows, 1 / best) / _batch * _batch);
        return _batch;
    }

    public async Task<PeerRun> RunAsync()
    {
        var answer = await AskAsync(_batch, _windows);
        var actual = answer.GetProperty("outputs").EnumerateArray().Select(value => value.GetSingle()).ToArray();
        var expected = Enumerable.Range(0, actual.Length).Select(index => Case.Outputs[Case.Sample[index % Case.Sample.Count]]).ToArray();
        return new PeerRun(answer.GetProperty("seconds").GetDouble(), actual.Length, PeerRun.Difference(expected, actual));
    }

    public void Dispose() => process.Dispose();

    private Task<JsonElement> AskAsync(int batch, int windows) => process.AskAsync(new { @do = "run", batch, windows });
}
