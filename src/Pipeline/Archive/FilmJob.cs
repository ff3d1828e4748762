using System.Diagnostics;
using Steerlens.Models;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Archive.Joining;
using Steerlens.Pipeline.Commands;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Live.Session;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Archive;

/// <summary>
/// Makes one film of an archive: takes its lease, annotates it in a room of its own, gives the outputs their names, and writes the marker last.
/// Whatever ends it before, nothing half done is under a final name.
/// </summary>
internal sealed class FilmJob(
    ArchivePlan plan, ArchiveOptions archive, AnnotateOptions options, Network network, WorkPrints prints, ForeCheck check, FilmLeases leases, ArchiveProgress progress, CommandConsole console)
{
    private const string FullDisk = "No space left on device";

    /// <summary>Makes the film, unless its marker says that it is made; a failure is kept for the report.</summary>
    /// <returns>False where somebody else is at work on it.</returns>
    /// <exception cref="SteerlensException">Nothing more can be written, of this film or of others.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<bool> TryRunAsync(ArchiveFilm film, CancellationToken stop)
    {
        try
        {
            foreach (var source in film.Sources) SourceList.RequireExistence(source);
            plan.RequireShortName(film);
            var print = SourceFingerprint.Of(film.Sources);
            if (IsDone(film, print)) return true;
            if (leases.TryTake(film.Id) is not { } room) return false;
            try
            {
                // Whoever had the lease before may have finished meanwhile.
                if (IsDone(film, print)) return true;
                await MakeAsync(film, print, room, stop);
                return true;
            }
            catch (Exception) when (!stop.IsCancellationRequested && !leases.Holds(film.Id) && Directory.Exists(archive.Folder))
            {
                // Taken for dead, perhaps after a long sleep: somebody else is at work on it now.
                return false;
            }
            finally
            {
                leases.Release(film.Id);

                // Engines come and go on many threads here, as in a live session that changes its settings.
                FreedMemory.GiveBack();
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            await FailAsync(film, exception, stop);
            return true;
        }
    }

    private bool IsDone(ArchiveFilm film, string print)
    {
        var output = plan.OutputOf(film);
        if (!archive.SkipExisting || FilmMarker.Read(plan.MarkerOf(film)) is not { } marker || !marker.Fits(print, prints, Path.GetDirectoryName(output)!)) return false;
        File.Delete(plan.FailureOf(film));
        progress.Skip(film);
        return true;
    }

    private async Task MakeAsync(ArchiveFilm film, string print, string room, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        var before = SourceFingerprint.Quick(film.Sources);
        var output = plan.OutputOf(film);
        var sidecar = plan.SidecarOf(film);
        var inRoom = Path.Combine(room, Path.GetFileName(output));
        var sidecarInRoom = sidecar is null ? null : Path.Combine(room, Path.GetFileName(sidecar));
        var words = new StringWriter { NewLine = "\n" };
        var own = new CommandConsole(TextWriter.Null, words, errorIsTerminal: false, () => Stream.Null);
        FactsSink? facts = null;
        try
        {
            var source = film.Sources[0];
            if (film.Sources.Count > 1)
            {
                (source, var note) = await SegmentJoin.RunAsync(film.Sources, room, stop);
                if (note is not null) own.Note(note);
            }

            await AnnotateRunner.RunAsync(
                network, new AnnotateJob(source, inRoom, sidecarInRoom) { Origin = film.Sources[0] }, options, [], own, format => facts = new FactsSink(format, progress.Advance), stop, stop);
        }
        catch (SteerlensException exception) when (exception.Message.Contains(room, StringComparison.Ordinal))
        {
            // People know the film by its final name.
            throw new SteerlensException(exception.ExitCode, exception.Message.Replace(Path.GetFullPath(room), Path.GetDirectoryName(output), StringComparison.Ordinal).Replace(room, Path.GetDirectoryName(output), StringComparison.Ordinal), exception);
        }

        stop.ThrowIfCancellationRequested();
        if (!string.Equals(before, SourceFingerprint.Quick(film.Sources), StringComparison.Ordinal))
            throw new SteerlensException(ExitCode.InputUnreadable, $"'{film.Label}' changed while it was read: run again once it is complete");

        var marker = new FilmMarker
        {
            Film = film.Label,
            Segments = film.Segments,
            Source = print,
            SourceState = before,
            Settings = prints.Settings,
            Network = prints.Network,
            Outputs = [.. new[] { inRoom, sidecarInRoom }.OfType<string>().Select(path => new WrittenFile(Path.GetFileName(path), new FileInfo(path).Length))],
            Facts = facts!.Facts!,
            Notes = [.. words.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.StartsWith("steerlens: ", StringComparison.Ordinal) ? line["steerlens: ".Length..] : line)],
            Work = new FilmWork(Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 1), DateTimeOffset.UtcNow, Environment.MachineName),
        };
        Publish(film, marker, (sidecarInRoom, sidecar), (inRoom, output));
        progress.Done(film, marker.Facts, marker.Work.Seconds);
    }

    private void Publish(ArchiveFilm film, FilmMarker marker, params ReadOnlySpan<(string? From, string? To)> files)
    {
        var output = plan.OutputOf(film);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(output)!);

            // An earlier marker must not vouch for what takes its film's place.
            File.Delete(plan.MarkerOf(film));
            foreach (var (from, to) in files)
            {
                if (from is null || to is null) continue;
                using (var written = new FileStream(from, FileMode.Open, FileAccess.ReadWrite, FileShare.Read)) written.Flush(flushToDisk: true);
                File.Move(from, to, overwrite: true);
            }

            File.Delete(plan.FailureOf(film));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SteerlensException(ExitCode.OutputUnwritable, $"'{output}' can't be written: {WholeFile.Reason(exception)}", exception);
        }

        marker.Write(plan.MarkerOf(film));
    }

    /// <summary>Keeps a film's failure, unless it is the output folder's or that of what all films need: then no other would fare better.</summary>
    private async Task FailAsync(ArchiveFilm film, Exception exception, CancellationToken stop)
    {
        var (code, reason) = FailureReport.Known(exception) ?? exception switch
        {
            IOException or UnauthorizedAccessException => (ExitCode.InputUnreadable, $"'{film.Label}' can't be read: {WholeFile.Reason(exception)}"),
            _ => (ExitCode.Unexpected, $"unexpected failure: {exception.GetType().Name}: {exception.Message}"),
        };
        if (code == ExitCode.BackEndUnavailable) await check.RunAsync(anew: true, stop);
        if (code == ExitCode.OutputUnwritable && WhyNothingCanBeWritten(reason) is { } why) throw new SteerlensException(code, why, exception);

        // The film's name stands before it wherever the reason is read.
        foreach (var name in film.Sources.Append(film.Label))
        {
            if (film.Sources.Count == 1 && reason.StartsWith($"'{name}' ", StringComparison.Ordinal)) reason = reason[(name.Length + 3)..];
        }

        new FilmFailure(film.Label, reason, prints.Settings, prints.Network).Write(plan.FailureOf(film));
        progress.Fail(film, reason);
        if (!console.IsVerbose) return;
        foreach (var line in exception.ToString().ReplaceLineEndings("\n").Split('\n')) console.WriteLine(line);
    }

    private string? WhyNothingCanBeWritten(string reason)
    {
        if (!Directory.Exists(plan.Work)) return $"the output folder '{archive.Folder}' has gone while it was written to";
        if (reason.Contains(FullDisk, StringComparison.OrdinalIgnoreCase) || reason.Contains("no space left", StringComparison.OrdinalIgnoreCase)) return $"no space is left on the disk of '{archive.Folder}': make room";
        return WholeFile.IsWritable(plan.Work) ? null : $"the output folder '{archive.Folder}' can't be written to any more";
    }
}
