using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Steerlens.Bench.KernelTimes;

/// <summary>Columns for work, work per second, and its share of the peak that the same run measured.</summary>
internal sealed class WorkColumn(string name, string legend, Func<KernelWork, double, double?, string> show) : IColumn
{
    private readonly Lazy<IReadOnlyDictionary<string, KernelWork>> _work = new(KernelWork.All);

    /// <summary>All columns.</summary>
    public static IColumn[] All { get; } =
    [
        new WorkColumn("Work", "multiply-adds (MAC) or bytes of one call", (work, _, _) => Amount(work.Amount, work.Unit) + (work.Note.Length > 0 ? $", {work.Note}" : "")),
        new WorkColumn("Rate", "that work per second", (work, seconds, _) => Amount(work.Amount / seconds, work.Unit) + "/s"),
        new WorkColumn(
            "Of peak", "that rate over the peak of the same run and as many threads",
            (_, _, share) => Percent(share)),
        new WorkColumn(
            "Executed", "the same share for the multiply-adds that are really executed, where they are others than the work",
            (work, _, share) => work.Executed is { } executed ? $"{Percent(share * executed / work.Amount)} ({Amount(executed, work.Unit)})" : "-"),
    ];

    public string Id => "Steerlens." + name;

    public string ColumnName => name;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => legend;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        if (!_work.Value.TryGetValue(benchmarkCase.Descriptor.WorkloadMethod.Name, out var work)) return "-";
        if (RateOf(summary, benchmarkCase, work) is not { } rate) return "-";
        var peakName = KernelWork.PeakOf(work.Unit);
        var peakCase = summary.BenchmarksCases.FirstOrDefault(other =>
            string.Equals(other.Descriptor.WorkloadMethod.Name, peakName, StringComparison.Ordinal) && other.Job.Equals(benchmarkCase.Job));
        var peak = peakCase is null ? null : RateOf(summary, peakCase, _work.Value[peakName]);
        return show(work, work.Amount / rate, rate / peak);
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    private static double? RateOf(Summary summary, BenchmarkCase benchmarkCase, KernelWork work) =>
        summary[benchmarkCase]?.ResultStatistics?.Median is { } nanoseconds ? work.Amount / (nanoseconds * 1e-9) : null;

    private static string Percent(double? share) => share is { } value ? string.Create(CultureInfo.InvariantCulture, $"{100 * value:0} %") : "-";

    private static string Amount(double amount, WorkUnit unit)
    {
        var word = unit == WorkUnit.Bytes ? "B" : "MAC";
        return amount >= 1e9
            ? string.Create(CultureInfo.InvariantCulture, $"{amount / 1e9:0.0} G{word}")
            : string.Create(CultureInfo.InvariantCulture, $"{amount / 1e6:0.00} M{word}");
    }
}
