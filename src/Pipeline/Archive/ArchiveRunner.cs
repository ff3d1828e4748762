using System.Globalization;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Archive.Joining;
using Steerlens.Pipeline.Commands;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Archive;

/// <summary>Runs <c>steerlens annotate .. --output-dir</c>: every film of an archive, several at a time, and the report.</summary>
internal static class ArchiveRunner
{
    // One film's stages leave about three of four cores to others: reading and encoding are threads of their own.
    private const int CoresOfAJob = 4;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    /// <summary>Runs the command to its end.</summary>
    /// <exception cref="SteerlensException">Nothing can be done at all: no film, no network, no ffmpeg, or a folder that can't be written.</exception>
    public static async Task<ExitCode> RunAsync(
        IReadOnlyList<ArchiveSource> sources, ArchiveOptions archive, AnnotateOptions options, CommandConsole console, Interruption interruption)
    {
        var stop = interruption.StopAtOnce();
        if (sources is [var only]) SourceList.RequireExistence(only.Path);
        var notes = new List<string>();
        var network = await NetworkChoice.LoadAsync(options.Network, options.Map.Output, notes, stop);
        var prints = new WorkPrints(WorkFingerprint.OfSettings(archive.Settings), WorkFingerprint.OfNetwork(network));
        var films = archive.Join ? await SegmentSeries.FindAsync(sources, stop) : [.. sources.Select(ArchivePlan.FilmOf)];
        var plan = new ArchivePlan(films, archive, options.Drawing.Layout);
        if (archive.ReportOnly) return Report(plan, archive, prints, console);

        var own = plan.Of(archive.Shard);
        var check = new ForeCheck(network, options);
        await check.RunAsync(anew: false, stop);
        RequireFree(plan, own, archive, options);
        foreach (var note in notes) console.Note(note);
        if (archive.Shard.Count > 1) console.Note(string.Create(CultureInfo.InvariantCulture, $"shard {archive.Shard}: {own.Count} of {plan.Films.Count} films"));
        foreach (var film in own.Where(film => film.Segments.Count > 0))
            console.Note(string.Create(CultureInfo.InvariantCulture, $"joins {film.Segments.Count} segments: {string.Join(", ", film.Segments)}"));
        var jobs = Math.Clamp(archive.Jobs ?? Environment.ProcessorCount / CoresOfAJob, 1, Math.Max(1, own.Count));
        if (options.Threads == 0 && jobs > 1) options = options with { Threads = Math.Max(1, Environment.ProcessorCount / jobs) };

        var progress = new ArchiveProgress(console, options.Progress, own.Count, own.Sum(film => film.Size));
        SteerlensException? fatal;
        using (var halt = CancellationTokenSource.CreateLinkedTokenSource(stop, interruption.Abort))
        {
            var leases = new FilmLeases(plan.Work, TimeProvider.System, Beat, Patience);
            await using (leases)
            {
                var job = new FilmJob(plan, archive, options with { Progress = ProgressStyle.None }, network, prints, check, leases, progress, console);
                fatal = await new ArchiveQueue(own, job, LookAgain).RunAsync(jobs, halt);
            }
        }

        progress.Finish();
        return End(plan, archive, prints, progress, fatal, console, interruption);
    }

    /// <summary>Refuses an archive that is there already before any work, and makes the folders.</summary>
    private static void RequireFree(ArchivePlan plan, IReadOnlyList<ArchiveFilm> own, ArchiveOptions archive, AnnotateOptions options)
    {
        if (!archive.SkipExisting && !options.Overwrite && own.FirstOrDefault(film => File.Exists(plan.OutputOf(film))) is { } there)
            throw new SteerlensException(ExitCode.OutputUnwritable, $"'{plan.OutputOf(there)}' exists already: --skip-existing goes on where an earlier run ended, -y makes everything anew");
        try
        {
            Directory.CreateDirectory(plan.Failures);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SteerlensException(ExitCode.OutputUnwritable, $"--output-dir '{archive.Folder}' can't be written: {WholeFile.Reason(exception)}", exception);
        }
    }

    private static ExitCode End(
        ArchivePlan plan, ArchiveOptions archive, WorkPrints prints, ArchiveProgress progress, SteerlensException? fatal, CommandConsole console, Interruption interruption)
    {
        var before = progress.Skipped > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({progress.Skipped} of them before)") : "";
        var done = string.Create(CultureInfo.InvariantCulture, $"{progress.Made + progress.Skipped} of {progress.Films} films done{before}, {progress.Failed} failed");
        if (fatal is not null)
        {
            console.Note(fatal.Message);
            console.Note($"stopped: {done}; once there is a remedy the same command with --skip-existing goes on");
            return fatal.ExitCode;
        }

        if (interruption.ExitCode is { } signalled)
        {
            console.Note($"stopped: {done}; the same command with --skip-existing goes on");
            return signalled;
        }

        var report = ArchiveReport.Of(plan, archive.Folder, prints);
        if (report.Totals.Open > 0 && archive.Shard.Count > 1)
        {
            console.Note(string.Create(CultureInfo.InvariantCulture, $"{done}; still open in other shards: {report.Totals.Open}; the last one makes the report, or --report does"));
        }
        else
        {
            report.Write(archive.Folder);
            console.Note($"{done}; see '{Path.Combine(archive.Folder, ArchiveReport.PageName)}'");
        }

        return progress.Failed > 0 ? ExitCode.SomeInputsFailed : ExitCode.Success;
    }

    private static ExitCode Report(ArchivePlan plan, ArchiveOptions archive, WorkPrints prints, CommandConsole console)
    {
        if (!Directory.Exists(archive.Folder)) throw new SteerlensException(ExitCode.InputUnreadable, $"--output-dir '{archive.Folder}' does not exist: there is nothing to report");
        var report = ArchiveReport.Of(plan, archive.Folder, prints);
        if (report.Totals.Open == report.Totals.Films && ArchiveReport.Read(archive.Folder) is { Totals.Done: > 0 } there)
        {
            throw new SteerlensException(
                ExitCode.Usage, string.Create(CultureInfo.InvariantCulture, $"--report: none of these films is made with these settings, and the report in '{archive.Folder}' tells of {there.Totals.Done} that are made: give the sources and options that they were made with"));
        }

        report.Write(archive.Folder);
        var open = report.Totals.Open > 0 ? string.Create(CultureInfo.InvariantCulture, $", {report.Totals.Open} open (not made yet, or of another source or with other settings)") : "";
        console.Note(string.Create(CultureInfo.InvariantCulture, $"{report.Totals.Done} of {report.Totals.Films} films done, {report.Totals.Failed} failed{open}; see '{Path.Combine(archive.Folder, ArchiveReport.PageName)}'"));
        return report.Totals.Failed + report.Totals.Open > 0 ? ExitCode.SomeInputsFailed : ExitCode.Success;
    }
}
