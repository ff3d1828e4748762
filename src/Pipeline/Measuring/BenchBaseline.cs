using System.Text.Json;

namespace Steerlens.Pipeline.Measuring;

/// <summary>An earlier result, and how a new one compares with it.</summary>
/// <param name="File">Where it was read from.</param>
/// <param name="Result">The earlier result.</param>
internal sealed record BenchBaseline(string File, BenchResult Result)
{
    /// <summary>Reads what <c>steerlens bench --json</c> wrote.</summary>
    /// <exception cref="SteerlensException">The file can't be read or is no such result.</exception>
    public static BenchBaseline Read(string file)
    {
        try
        {
            using var stream = System.IO.File.OpenRead(file);
            var result = JsonSerializer.Deserialize(stream, BenchJson.Plain.BenchResult);
            return new BenchBaseline(file, result ?? throw new JsonException("it holds null"));
        }
        catch (JsonException exception)
        {
            throw new SteerlensException(ExitCode.InputUnreadable, $"'{file}' is no result of steerlens bench --json: {Shortened(exception.Message.ReplaceLineEndings(" "))}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SteerlensException(ExitCode.InputUnreadable, $"'{file}' can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>The reader quotes what it read, which may be long.</summary>
    private static string Shortened(string message)
    {
        const int Longest = 300;
        return message.Length <= Longest ? message : message[..Longest] + " ...";
    }

    /// <summary>A new result over this one.</summary>
    public BenchComparison Compare(BenchResult now) => new()
    {
        File = File,
        Differences = Differences(now),
        FramesPerSecond = Ratio(now.FramesPerSecond, Result.FramesPerSecond),
        WindowsPerSecond = Ratio(now.WindowsPerSecond, Result.WindowsPerSecond),
        PlansMs = Ratio(now.Preparation.PlansMs, Result.Preparation.PlansMs),
        Stages =
        [
            .. now.Stages.Join(
                Result.Stages,
                stage => stage.Name,
                stage => stage.Name,
                (stage, earlier) => new BenchStageRatio(
                    stage.Name, Ratio(stage.P50Ms, earlier.P50Ms), Ratio(stage.P95Ms, earlier.P95Ms), Ratio(stage.P99Ms, earlier.P99Ms)),
                StringComparer.Ordinal),
        ],
    };

    private static double? Ratio(double? now, double? then) => now is { } value && then is { } earlier && earlier > 0 ? value / earlier : null;

    private IReadOnlyList<string> Differences(BenchResult now)
    {
        var (mine, theirs) = (now.Subject, Result.Subject);
        (string What, object? Now, object? Then)[] pairs =
        [
            ("source", mine.Source, theirs.Source),
            ("size", $"{mine.Width}x{mine.Height}", $"{theirs.Width}x{theirs.Height}"),
            ("network", mine.Network, theirs.Network),
            ("map", mine.Map, theirs.Map),
            ("windows", mine.Windows, theirs.Windows),
            ("layout", mine.Layout, theirs.Layout),
            ("output", mine.Output, theirs.Output),
            ("processor", now.Machine.Processor, Result.Machine.Processor),
            ("cores", now.Machine.Cores, Result.Machine.Cores),
            ("engine", now.Machine.Engine, Result.Machine.Engine),
        ];
        return [.. pairs.Where(pair => !Equals(pair.Now, pair.Then)).Select(pair => FormattableString.Invariant($"{pair.What}: {pair.Now ?? "none"} instead of {pair.Then ?? "none"}"))];
    }
}
