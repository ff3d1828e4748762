using System.Globalization;
using System.Net;
using System.Text;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Archive;

/// <summary>An archive's report as one page that needs nothing but itself: no script, no other file, readable in light and dark.</summary>
internal static class ReportPage
{
    // Pictures make the page heavy; of a large archive only the films with the most surprising frames show theirs.
    private const int MostPictures = 240;

    private const int MostFinds = 12;

    /// <summary>The page.</summary>
    public static string Of(ArchiveReport report)
    {
        var page = new StringBuilder(1 << 16);
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Archive report</title>\n<style>\n")
            .Append(ReportStyle.Sheet).Append("</style>\n</head>\n<body>\n<main>\n");
        AppendHead(page, report);
        AppendFailures(page, report);
        AppendOpen(page, report);
        var shown = report.Films.Where(film => film.Facts?.Pictures is not null)
            .OrderByDescending(film => film.Facts!.Surprises[0].Degrees).ThenBy(film => film.Film, StringComparer.Ordinal).Take(MostPictures).ToHashSet();
        AppendFinds(page, shown);
        AppendFilms(page, report, shown);
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void AppendHead(StringBuilder page, ArchiveReport report)
    {
        var totals = report.Totals;
        page.Append("<h1>Archive report</h1>\n<dl class=\"totals\">\n");
        Total(page, Count(totals.Done), totals.Done == 1 ? "film done" : "films done");
        Total(page, Count(totals.Failed), totals.Failed == 1 ? "film failed" : "films failed", totals.Failed > 0 ? "bad" : "");
        if (totals.Open > 0) Total(page, Count(totals.Open), "not done yet", "bad");
        Total(page, Count(totals.Frames), "frames");
        Total(page, Length(totals.Seconds), "of driving");
        Total(page, Share(totals.WithoutEvidence, totals.Frames), "of the frames without positive evidence");
        if (totals.Unfamiliar is { } unfamiliar) Total(page, Share(unfamiliar, totals.Frames), "unlike training");
        page.Append("</dl>\n");
        if (totals.Frames > 0)
        {
            page.Append("<figure>\n");
            ReportDrawing.AppendHistogram(page, totals.Histogram, large: true);
            page.Append("<figcaption>All frames by steering angle, left to right in steps of 5°; the outermost bars hold what lies beyond 50°.</figcaption>\n</figure>\n");
        }

        if (report.Work.Finished is not { } finished) return;
        page.Append("<p class=\"work\">").Append(Html($"{Length(report.Work.Seconds)} of work on {string.Join(", ", report.Work.Machines)}; the last film was done on {finished.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC.")).Append("</p>\n");
    }

    private static void AppendFailures(StringBuilder page, ArchiveReport report)
    {
        var failures = report.Films.Where(film => film.Reason is not null).ToList();
        if (failures.Count == 0) return;
        page.Append("<h2>Failed</h2>\n<table>\n<thead><tr><th>film</th><th>reason</th></tr></thead>\n<tbody>\n");
        foreach (var film in failures) page.Append("<tr><td>").Append(Html(film.Film)).Append("</td><td>").Append(Html(film.Reason!)).Append("</td></tr>\n");
        page.Append("</tbody>\n</table>\n");
    }

    private static void AppendOpen(StringBuilder page, ArchiveReport report)
    {
        var open = report.Films.Where(film => film.IsOpen).ToList();
        if (open.Count == 0) return;
        page.Append("<h2>Not done yet</h2>\n<p>").Append(string.Join(", ", open.Select(film => Html(film.Film)))).Append("</p>\n");
    }

    /// <summary>The most surprising frames of all films.</summary>
    private static void AppendFinds(StringBuilder page, HashSet<ReportFilm> shown)
    {
        var finds = shown.SelectMany(film => film.Facts!.Surprises.Select((frame, place) => (Film: film, Frame: frame, Place: place)))
            .OrderByDescending(find => find.Frame.Degrees).ThenBy(find => find.Film.Film, StringComparer.Ordinal).ThenBy(find => find.Place).Take(MostFinds).ToList();
        if (finds.Count == 0) return;
        page.Append("<h2>Most surprising frames</h2>\n<p class=\"how\">Where trainings of the network disagree most, or the angle jumps furthest from the mean of the second before: degrees of the larger of both.</p>\n<ol class=\"finds\">\n");
        foreach (var (film, frame, place) in finds)
        {
            var count = film.Facts!.Surprises.Count;
            page.Append("<li><span class=\"crop\"><img alt=\"\" style=\"width:").Append(count * 100).Append("%;margin-left:-").Append(place * 100).Append("%\" src=\"data:image/jpeg;base64,").Append(film.Facts.Pictures).Append("\"></span>")
                .Append("<b>").Append(Html(film.Film)).Append("</b> at ").Append(Length(frame.Time)).Append("<br>").Append(Caption(frame)).Append("</li>\n");
        }

        page.Append("</ol>\n");
    }

    private static void AppendFilms(StringBuilder page, ArchiveReport report, HashSet<ReportFilm> shown)
    {
        var films = report.Films.Where(film => film.Facts is not null).ToList();
        if (films.Count == 0) return;
        page.Append("<h2>Films</h2>\n");
        foreach (var film in films)
        {
            var facts = film.Facts!;
            page.Append("<section>\n<h3><a href=\"").Append(Html(Address(film.Output!))).Append("\">").Append(Html(film.Film)).Append("</a></h3>\n<p class=\"facts\">")
                .Append(Count(facts.Frames)).Append(facts.Frames == 1 ? " frame, " : " frames, ").Append(Length(facts.Seconds)).Append(" · ")
                .Append(Share(facts.WithoutEvidence, facts.Frames)).Append(" without positive evidence");
            if (facts.Unfamiliar is { } unfamiliar) page.Append(" · ").Append(Share(unfamiliar, facts.Frames)).Append(" unlike training");
            page.Append("</p>\n<div class=\"plots\">\n");
            ReportDrawing.AppendCurve(page, facts.Curve, facts.Seconds);
            ReportDrawing.AppendHistogram(page, facts.Histogram, large: false);
            page.Append("</div>\n");
            if (film.Segments.Count > 0) page.Append("<p class=\"notes\">joined from ").Append(Html(string.Join(", ", film.Segments))).Append("</p>\n");
            foreach (var note in film.Notes) page.Append("<p class=\"notes\">").Append(Html(note)).Append("</p>\n");
            if (shown.Contains(film)) AppendStrip(page, facts);
            page.Append("</section>\n");
        }
    }

    private static void AppendStrip(StringBuilder page, FilmFacts facts)
    {
        var count = facts.Surprises.Count;
        page.Append("<figure class=\"strip\" style=\"max-width:").Append(count * SurpriseList.PictureWidth).Append("px\"><img alt=\"the most surprising frames\" src=\"data:image/jpeg;base64,").Append(facts.Pictures).Append("\"><figcaption>");
        foreach (var frame in facts.Surprises) page.Append("<span>").Append(Length(frame.Time)).Append(": ").Append(Caption(frame)).Append("</span>");
        page.Append("</figcaption></figure>\n");
    }

    private static string Caption(SurprisingFrame frame) => Html(string.Create(CultureInfo.InvariantCulture, $"{frame.Angle:+0.0;-0.0;0.0}°, {frame.Reason} by {frame.Degrees:0.0}°"));

    private static void Total(StringBuilder page, string number, string words, string kind = "") =>
        page.Append(kind.Length > 0 ? $"<div class=\"{kind}\">" : "<div>").Append("<dt>").Append(words).Append("</dt><dd>").Append(number).Append("</dd></div>\n");

    private static string Html(string text) => WebUtility.HtmlEncode(PrintableText.Of(text));

    private static string Address(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Share(long part, long all) => all == 0 ? "0 %" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / all:0.#} %");

    private static string Length(double seconds)
    {
        var time = TimeSpan.FromSeconds(seconds);
        return time.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:00} min")
            : time.TotalMinutes >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00} min") : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s");
    }
}
