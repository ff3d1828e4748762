using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Steerlens.Bench.KernelTimes;

/// <summary>Runs <c>kernels [--quick]</c>.</summary>
internal static class KernelRun
{
    /// <summary>Measures every kernel and shows the table; see <c>bench/README.md</c>.</summary>
    public static int Run(IReadOnlyList<string> words)
    {
        if (words.FirstOrDefault(word => word is not "--quick") is { } unknown)
        {
            Console.Error.WriteLine($"kernels: unknown option '{unknown}'; see bench/README.md");
            return 2;
        }

        var summary = BenchmarkRunner.Run<KernelBenchmarks>(Config(words.Count > 0));
        return summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success) ? 1 : 0;
    }

    private static ManualConfig Config(bool quick)
    {
        // In this process: the kernels are what is measured, and nothing has to be built for it.
        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance);
        job = quick
            ? job.WithId("quick").WithWarmupCount(2).WithIterationCount(3).WithIterationTime(TimeInterval.FromMilliseconds(100))
            : job.WithId("kernels").WithWarmupCount(5).WithIterationCount(15).WithIterationTime(TimeInterval.FromMilliseconds(250));
        return ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddLogger(ConsoleLogger.Default)
            .AddColumnProvider(DefaultColumnProviders.Descriptor)
            .AddColumn(StatisticColumn.Median, StatisticColumn.Min, StatisticColumn.P95)
            .AddColumn(WorkColumn.All)
            .AddColumnProvider(DefaultColumnProviders.Metrics)
            .AddExporter(MarkdownExporter.GitHub)
            .WithOptions(ConfigOptions.DisableOptimizationsValidator);
    }
}
