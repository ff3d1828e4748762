using System.Globalization;
using System.Runtime.CompilerServices;

namespace Steerlens.EndToEnd.Tests.Archive;

/// <summary>The table of <c>docs/faults.md</c>. <c>dotnet run --project tests/EndToEnd.Tests -c Release -- faults</c> tries each fault and writes it anew.</summary>
internal static class FaultTable
{
    private const string Heading = "| fault | lost | exit code | what is said | what to do | time to recover |";

    /// <summary>The document.</summary>
    public static string Document { get; } = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "docs", "faults.md"));

    /// <summary>A fault's row.</summary>
    public static string RowOf(Fault fault, TimeSpan recovery)
    {
        var words = fault.Words.Length == 0 ? "nothing: it is dead" : $"`{fault.Words}`";
        var remedy = (fault.RemedyWords.Length > 0 ? fault.RemedyWords + ", then " : "") + (fault.ExitCode == 0 ? "nothing" : "run it again");
        if (fault is { ExitCode: 0, RemedyWords.Length: 0 }) remedy = "nothing";
        return string.Create(CultureInfo.InvariantCulture, $"| {fault.Name} | nothing | {fault.ExitCode} | {words} | {remedy} | {recovery.TotalSeconds:0.0} s |");
    }

    /// <summary>A row without its last column, which differs from machine to machine.</summary>
    public static string WithoutTime(string row) => row[..row.TrimEnd(' ', '|').LastIndexOf('|')];

    /// <summary>Tries every fault and writes the table into the document.</summary>
    public static async Task WriteAsync()
    {
        var rows = new List<string> { Heading, "|---|---|---|---|---|---|" };
        foreach (var fault in Faults.All)
        {
            if (fault.Impossible() is { } reason) throw new InvalidOperationException($"{fault.Name}: {reason}");
            var result = await FaultTrial.RunAsync(fault);
            rows.Add(RowOf(fault, result.Recovery));
            await Console.Out.WriteLineAsync(rows[^1]);
        }

        var lines = (await File.ReadAllLinesAsync(Document)).ToList();
        var first = lines.FindIndex(line => line.StartsWith("| ", StringComparison.Ordinal));
        var last = lines.FindLastIndex(line => line.StartsWith("| ", StringComparison.Ordinal));
        lines.RemoveRange(first, last - first + 1);
        lines.InsertRange(first, rows);
        await File.WriteAllTextAsync(Document, string.Join('\n', lines) + "\n");
    }

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
