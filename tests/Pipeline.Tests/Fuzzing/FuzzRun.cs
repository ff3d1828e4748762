using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Xunit.Abstractions;

namespace Steerlens.Pipeline.Tests.Fuzzing;

/// <summary>
/// Feeds a reader with many broken inputs, each made of a number alone, so that every case can be made again. A case may be accepted or refused
/// in one line; anything else, more memory than it may take, or more time, is a finding: its bytes are kept in <c>artifacts/fuzz</c>.
/// </summary>
internal sealed class FuzzRun
{
    /// <summary>The environment variable that asks for the long run.</summary>
    public const string Variable = "STEERLENS_FUZZ";

    private const int MostFindings = 20;
    private static readonly string Folder = Path.Combine(Root(), "artifacts", "fuzz");

    private readonly string _target;
    private readonly ITestOutputHelper _output;
    private readonly List<string> _findings = [];
    private int _seed;
    private long _since;
    private byte[] _current = [];
    private int _index;

    /// <summary>Prepares the run of one target.</summary>
    public FuzzRun(string target, ITestOutputHelper output) => (_target, _output) = (target, output);

    /// <summary>Whether the long run was asked for.</summary>
    public static bool IsLong => Environment.GetEnvironmentVariable(Variable) is "long";

    /// <summary>The longest that a case may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The most that a case may allocate, in bytes.</summary>
    public long MostMemory { get; init; } = 512L << 20;

    /// <summary>Runs all cases; fails with every finding.</summary>
    /// <param name="few">Cases of the short run.</param>
    /// <param name="many">Cases of the long one.</param>
    /// <param name="make">Makes a case's bytes.</param>
    /// <param name="take">Reads them: true for accepted, false for refused; whatever it throws is a finding.</param>
    public async Task RunAsync(int few, int many, Func<Random, byte[]> make, Func<byte[], Task<bool>> take)
    {
        var count = IsLong ? many : few;
        _seed = int.TryParse(Environment.GetEnvironmentVariable(Variable + "_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : 1;
        var (accepted, refused, slowest, largest, start) = (0, 0, TimeSpan.Zero, 0L, Stopwatch.GetTimestamp());
        var work = Task.Factory.StartNew(WorkAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        while (await Task.WhenAny(work, Task.Delay(500)) != work)
        {
            if (Interlocked.Read(ref _since) is var since and not 0 && Stopwatch.GetElapsedTime(since) > Patience)
            {
                Find($"takes more than {Patience.TotalSeconds} s", _current, _index);
                break;
            }
        }

        if (work.IsCompleted) await work;
        var summary = FormattableString.Invariant(
            $"{_target}: seed {_seed}, {accepted + refused} cases, {accepted} accepted, {refused} refused, {_findings.Count} findings; slowest {slowest.TotalMilliseconds:0} ms, largest allocation {largest / 1e6:0} MB, peak of the process {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:0} MB, {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s");
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Path.Combine(Folder, _target + ".txt"), summary + "\n" + string.Join('\n', _findings) + "\n");
        _output.WriteLine(summary);
        Assert.True(_findings.Count == 0, summary + "\n" + string.Join('\n', _findings));

        async Task WorkAsync()
        {
            for (var index = 0; index < count && _findings.Count < MostFindings; index++)
            {
                _current = make(new Random(HashCode(index)));
                _index = index;
                var before = GC.GetTotalAllocatedBytes();
                var begun = Stopwatch.GetTimestamp();
                Interlocked.Exchange(ref _since, begun);
                try
                {
                    if (await take(_current)) accepted++;
                    else refused++;
                }
                catch (Exception failure)
                {
                    Find($"{failure.GetType().Name}: {failure.Message.ReplaceLineEndings(" ")} {failure.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Steerlens", StringComparison.Ordinal))?.Trim()}", _current, index);
                }

                Interlocked.Exchange(ref _since, 0);
                var (taken, memory) = (Stopwatch.GetElapsedTime(begun), GC.GetTotalAllocatedBytes() - before);
                if (taken > slowest) slowest = taken;
                if (memory > largest) largest = memory;
                if (memory > MostMemory) Find(FormattableString.Invariant($"allocates {memory / 1e6:0} MB"), _current, index);
            }
        }
    }

    // Not System.HashCode: that differs from run to run.
    private int HashCode(int index) => unchecked((_seed * 1_000_003) ^ (index * 7919) ^ _target.Aggregate(17, (hash, letter) => (hash * 31) + letter));

    private void Find(string what, byte[] bytes, int index)
    {
        Directory.CreateDirectory(Folder);
        var file = Path.Combine(Folder, FormattableString.Invariant($"{_target}-{_seed}-{index}.bin"));
        File.WriteAllBytes(file, bytes);
        lock (_findings) _findings.Add($"case {index} ({file}): {what}");
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
