using System.Text;
using System.Text.Json;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Archive;

/// <summary>
/// What became of an archive, made of the films' markers alone: whoever makes it, from however many shards, gets the same. Only
/// <see cref="Work"/> differs from run to run.
/// </summary>
internal sealed record ArchiveReport
{
    /// <summary>The report for programs, below the output folder.</summary>
    public const string JsonName = "report.json";

    /// <summary>The report for people, below the output folder.</summary>
    public const string PageName = "report.html";

    /// <summary>All films together.</summary>
    public required ReportTotals Totals { get; init; }

    /// <summary>The films, by name.</summary>
    public required IReadOnlyList<ReportFilm> Films { get; init; }

    /// <summary>What all of it took.</summary>
    public required ReportWork Work { get; init; }

    /// <summary>Gathers what is known of a plan's films.</summary>
    public static ArchiveReport Of(ArchivePlan plan, string folder, WorkPrints prints)
    {
        var films = plan.Films.Select(film => FilmOf(plan, folder, film, prints)).ToList();
        var done = films.Where(film => film.Facts is not null).ToList();
        var works = done.Select(film => film.Work!).ToList();
        return new ArchiveReport
        {
            Films = films,
            Totals = new ReportTotals
            {
                Films = films.Count,
                Done = done.Count,
                Failed = films.Count(film => film.Reason is not null),
                Open = films.Count(film => film.IsOpen),
                Frames = done.Sum(film => film.Facts!.Frames),
                Seconds = Math.Round(done.Sum(film => film.Facts!.Seconds), 3),
                WithoutEvidence = done.Sum(film => film.Facts!.WithoutEvidence),
                Unfamiliar = done.Exists(film => film.Facts!.Unfamiliar is not null) ? done.Sum(film => film.Facts!.Unfamiliar ?? 0) : null,
                Histogram = [.. Enumerable.Range(0, AngleHistogram.Bins).Select(bin => done.Sum(film => film.Facts!.Histogram[bin]))],
            },
            Work = new ReportWork(
                Math.Round(works.Sum(work => work.Seconds), 1), works.Count == 0 ? null : works.Max(work => work.Finished),
                [.. works.Select(work => work.Machine).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]),
        };
    }

    /// <summary>The report that is in a folder; null where there is none, or none that can be read.</summary>
    public static ArchiveReport? Read(string folder) => ArchiveJson.Read(Path.Combine(folder, JsonName), ArchiveJson.Default.ArchiveReport);

    /// <summary>Writes both forms, each at once and whole.</summary>
    /// <exception cref="SteerlensException">The folder can't be written.</exception>
    public void Write(string folder)
    {
        var plain = this with { Films = [.. Films.Select(film => film with { Work = null, Facts = film.Facts is { } facts ? facts with { Pictures = null } : null })] };
        AtomicFile.Write(Path.Combine(folder, JsonName), JsonSerializer.SerializeToUtf8Bytes(plain, ArchiveJson.Default.ArchiveReport));
        AtomicFile.Write(Path.Combine(folder, PageName), Encoding.UTF8.GetBytes(ReportPage.Of(this)));
    }

    private static ReportFilm FilmOf(ArchivePlan plan, string folder, ArchiveFilm film, WorkPrints prints)
    {
        var record = new ReportFilm { Film = film.Label, Segments = film.Segments };

        // The newest attempt counts: a failure's record goes with the next success.
        if (FilmFailure.Read(plan.FailureOf(film)) is { } failure && failure.FitsWork(prints)) return record with { Reason = failure.Reason };
        if (FilmMarker.Read(plan.MarkerOf(film)) is not { } marker || !marker.FitsWork(prints) || !marker.IsOf(film.Sources)) return record;
        return record with
        {
            Output = Path.GetRelativePath(folder, plan.OutputOf(film)).Replace(Path.DirectorySeparatorChar, '/'),
            Facts = marker.Facts,
            Notes = marker.Notes,
            Work = marker.Work,
        };
    }
}

/// <summary>All films of a report together.</summary>
internal sealed record ReportTotals
{
    /// <summary>Films in all.</summary>
    public required int Films { get; init; }

    /// <summary>Films that are done.</summary>
    public required int Done { get; init; }

    /// <summary>Films that could not be made.</summary>
    public required int Failed { get; init; }

    /// <summary>Films that nobody has finished yet.</summary>
    public required int Open { get; init; }

    /// <summary>Frames of all films.</summary>
    public required long Frames { get; init; }

    /// <summary>Their playing time.</summary>
    public required double Seconds { get; init; }

    /// <summary>Frames whose map holds no positive evidence.</summary>
    public required long WithoutEvidence { get; init; }

    /// <summary>Frames unlike everything that the network was trained on; null where nothing is known of that.</summary>
    public long? Unfamiliar { get; init; }

    /// <summary>See <see cref="AngleHistogram"/>.</summary>
    public required IReadOnlyList<long> Histogram { get; init; }
}

/// <summary>One film of a report: done, failed for a reason, or open.</summary>
internal sealed record ReportFilm
{
    /// <summary>The source's path below the archive's root.</summary>
    public required string Film { get; init; }

    /// <summary>The segments' names where several make the film.</summary>
    public IReadOnlyList<string> Segments { get; init; } = [];

    /// <summary>The film that was made, below the output folder; null where there is none.</summary>
    public string? Output { get; init; }

    /// <summary>Why it could not be made; null where it could.</summary>
    public string? Reason { get; init; }

    /// <summary>What is in it; null where it is not done.</summary>
    public FilmFacts? Facts { get; init; }

    /// <summary>What a person should know of it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What it took; not part of the file.</summary>
    public FilmWork? Work { get; init; }

    /// <summary>Whether nobody has finished it yet.</summary>
    internal bool IsOpen => Facts is null && Reason is null;
}

/// <summary>What an archive's films took.</summary>
/// <param name="Seconds">The sum over all films.</param>
/// <param name="Finished">When the last one was done.</param>
/// <param name="Machines">Where.</param>
internal sealed record ReportWork(double Seconds, DateTimeOffset? Finished, IReadOnlyList<string> Machines);
