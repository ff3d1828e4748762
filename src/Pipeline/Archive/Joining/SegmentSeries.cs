using System.Collections.Concurrent;
using Steerlens.Pipeline.Commands;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Archive.Joining;

/// <summary>Finds which films of an archive are segments of one drive.</summary>
internal static class SegmentSeries
{
    /// <summary>The archive's films, segments that follow each other without a gap as one. It is read what each file says of itself.</summary>
    /// <param name="sources">The sources.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<IReadOnlyList<ArchiveFilm>> FindAsync(IReadOnlyList<ArchiveSource> sources, CancellationToken cancellationToken)
    {
        var segments = new ConcurrentDictionary<string, Segment>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(sources.Where(IsFilm), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken }, async (source, token) =>
        {
            if (await Segment.ReadAsync(source.Path, token) is { } segment) segments[source.Path] = segment;
        });

        var films = new List<ArchiveFilm>();
        var open = new List<ArchiveSource>();
        foreach (var source in sources.OrderBy(source => SegmentName.Of(source.Path).Series, StringComparer.Ordinal).ThenBy(source => source.Path, NaturalOrder.Instance))
        {
            var follows = open.Count > 0 && segments.TryGetValue(open[^1].Path, out var last) && segments.TryGetValue(source.Path, out var next) && last.IsFollowedBy(next);
            if (!follows) Close();
            open.Add(source);
        }

        Close();
        return films;

        void Close()
        {
            if (open.Count == 0) return;
            var film = ArchivePlan.FilmOf(open[0]);
            if (open.Count > 1)
            {
                var size = open.Sum(source => SourceFingerprint.SizeOf(source.Path));
                film = new ArchiveFilm(film.Name, film.Label, [.. open.Select(source => source.Path)], size) { Segments = [.. open.Select(source => source.Name)] };
            }

            films.Add(film);
            open.Clear();
        }
    }

    private static bool IsFilm(ArchiveSource source) => !SceneOptions.IsAddress(source.Path) && !SourceList.IsPictures(source.Path) && !InputFile.IsPicture(source.Path) && File.Exists(source.Path);
}
