using System.Globalization;
using Spectre.Console;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Measuring;

/// <summary>Shows a result to people.</summary>
internal static class BenchTable
{
    /// <summary>Writes the table and the lines under it.</summary>
    public static void Write(BenchResult result, CommandConsole console)
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(console.Output) });
        terminal.Profile.Width = Math.Max(console.Width, 80);
        terminal.Write(StageTable(result));
        var width = Lines(result).Max(line => line.Label.Length);
        foreach (var (label, text) in Lines(result)) terminal.WriteLine($"{label.PadRight(width)}  {text}");
    }

    private static Table StageTable(BenchResult result)
    {
        var ratios = result.Baseline?.Stages.ToDictionary(stage => stage.Name, StringComparer.Ordinal);
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("stage");
        string[] columns = ["p50 ms", "p95 ms", "p99 ms", "max ms", "busy", "queue mean", "queue max"];
        string[] compared = ratios is null ? [] : ["p50 x", "p95 x", "p99 x"];
        foreach (var title in columns.Concat(compared)) table.AddColumn(new TableColumn(title).RightAligned());
        foreach (var stage in result.Stages)
        {
            List<string> cells =
            [
                stage.Name, Milliseconds(stage.P50Ms), Milliseconds(stage.P95Ms), Milliseconds(stage.P99Ms), Milliseconds(stage.MaxMs),
                Text($"{100 * stage.BusyShare:0} %"), stage.QueueMean is { } mean ? Text($"{mean:0.0}") : "-", stage.QueueMax is { } most ? Text($"{most}") : "-",
            ];
            if (ratios is not null)
            {
                var ratio = ratios.GetValueOrDefault(stage.Name);
                cells.AddRange([Times(ratio?.P50Ms), Times(ratio?.P95Ms), Times(ratio?.P99Ms)]);
            }

            table.AddRow([.. cells]);
        }

        return table;
    }

    private static List<(string Label, string Text)> Lines(BenchResult result)
    {
        var (subject, preparation, baseline) = (result.Subject, result.Preparation, result.Baseline);
        List<(string Label, string Text)> lines =
        [
            ("speed", Text($"{result.FramesPerSecond:0.00} frames/s{Compared(baseline?.FramesPerSecond)}{RealTime(result)}")),
            ("measured", Text($"{result.Frames} frames in {result.Seconds:0.00} s, after a warm-up of {result.WarmUpFrames}")),
            ("memory", Text($"{result.AllocatedBytesPerFrame:0} bytes allocated for a frame, {result.Collections} collections")),
            ("plans", Text($"{preparation.PlansMs:0} ms once{Compared(baseline?.PlansMs)}; network {preparation.NetworkMs:0} ms, source {preparation.SourceMs:0} ms, engine {preparation.EngineMs:0} ms")),
            ("source", Text($"{subject.Source}, {subject.Width}x{subject.Height}{(subject.FrameRate is { } rate ? Text($", {rate:0.###} frames/s") : "")}")),
            ("map", Text($"{subject.Map}{(subject.Windows is { } windows ? Text($", {windows} windows") : "")}, layout {subject.Layout}, output {subject.Output}")),
            ("machine", Text($"{result.Machine.Processor ?? "processor not known"}, {result.Machine.Cores} cores; {result.Machine.Engine}; {result.Machine.Runtime}")),
        ];
        if (result.WindowsPerSecond is { } speed) lines.Insert(1, ("windows", Text($"{speed:0} windows/s{Compared(baseline?.WindowsPerSecond)}")));
        if (baseline is not null) lines.Add(("baseline", $"{baseline.File}; x = now / then"));
        return lines;
    }

    private static string RealTime(BenchResult result) => result.RealTimeFactor is { } factor ? Text($", {factor:0.00} x real time") : "";

    private static string Compared(double? ratio) => ratio is { } value ? Text($" ({value:0.00} x)") : "";

    private static string Times(double? ratio) => ratio is { } value ? Text($"{value:0.00}") : "-";

    private static string Milliseconds(double value) => value < 10 ? Text($"{value:0.00}") : Text($"{value:0.0}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
