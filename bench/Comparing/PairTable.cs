using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace Steerlens.Bench.Comparing;

/// <summary>Shows rows to people and to programs.</summary>
internal static class PairTable
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The rows as a JSON list.</summary>
    public static string ToJson(IReadOnlyList<PairResult> rows) => JsonSerializer.Serialize(rows, Json);

    /// <summary>Writes rows of occlusion as a table.</summary>
    public static void WriteBanks(IReadOnlyList<PairResult> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var title in new[] { "network", "bank", "windows", "peer", "batch" }) table.AddColumn(title);
        foreach (var title in new[] { "ours ms", "(range)", "peer ms", "(range)", "ratio", "(range)", "largest difference" }) table.AddColumn(new TableColumn(title).RightAligned());
        foreach (var row in rows)
        {
            var run = row.PeerWindows == row.Windows ? Text($"{row.Windows}") : Text($"{row.Windows} (peer ran {row.PeerWindows})");
            table.AddRow(
                row.Network, row.Bank, run, row.Name, Text($"{row.Batch}"),
                Text($"{row.Ours:0.0}"), Range(row.OursRange, "0.0"), Text($"{row.Peer:0}"), Range(row.PeerRange, "0"),
                Text($"{row.Ratio:0.0} x"), Text($"{row.RatioMin:0.0}-{row.RatioMax:0.0}"), Text($"{row.LargestDifference:0.0E+0}"));
        }

        Write(table);
    }

    /// <summary>Writes rows of whole films or pictures as a table.</summary>
    /// <param name="rows">The rows with what ours is.</param>
    public static void WriteFilms(IReadOnlyList<(string Ours, PairResult Row)> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var title in new[] { "ours", "peer" }) table.AddColumn(title);
        foreach (var title in new[] { "ours ms/frame", "(range)", "peer ms/frame", "(range)", "ratio", "(range)" }) table.AddColumn(new TableColumn(title).RightAligned());
        foreach (var (ours, row) in rows)
        {
            table.AddRow(
                ours, row.Name, Text($"{row.Ours:0.00}"), Range(row.OursRange, "0.00"), Text($"{row.Peer:0.00}"), Range(row.PeerRange, "0.00"),
                Text($"{row.Ratio:0.00} x"), Text($"{row.RatioMin:0.00}-{row.RatioMax:0.00}"));
        }

        Write(table);
    }

    /// <summary>Writes rows of whole forward passes as a table.</summary>
    /// <param name="rows">The rows with their threads.</param>
    public static void WriteForwards(IReadOnlyList<(int Threads, PairResult Row)> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var title in new[] { "network", "threads", "peer" }) table.AddColumn(title);
        foreach (var title in new[] { "ours ms", "(range)", "peer ms", "(range)", "ratio", "(range)", "largest difference" }) table.AddColumn(new TableColumn(title).RightAligned());
        foreach (var (threads, row) in rows)
        {
            table.AddRow(
                row.Network, Text($"{threads}"), row.Name, Text($"{row.Ours:0.000}"), Range(row.OursRange, "0.000"), Text($"{row.Peer:0.000}"), Range(row.PeerRange, "0.000"),
                Text($"{row.Ratio:0.00} x"), Text($"{row.RatioMin:0.00}-{row.RatioMax:0.00}"), Text($"{row.LargestDifference:0.0E+0}"));
        }

        Write(table);
    }

    private static void Write(Table table)
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings());
        if (Console.IsOutputRedirected) terminal.Profile.Width = 200;
        terminal.Write(table);
    }

    private static string Range(double[] range, string format) =>
        range[0].ToString(format, CultureInfo.InvariantCulture) + "-" + range[1].ToString(format, CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
