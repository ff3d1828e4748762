using System.Globalization;
using System.Text;
using Steerlens.Pipeline.Commands;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Archive;

/// <summary>Which films an archive becomes, and where everything of them lies. It depends on the sources alone: each shard makes the same plan.</summary>
internal sealed class ArchivePlan
{
    // Hidden, so that no glob finds it.
    private const string WorkFolder = ".steerlens";

    private readonly ArchiveOptions _options;
    private readonly string _filmEnding;

    /// <summary>Makes the plan.</summary>
    /// <param name="films">The films, named as their sources are.</param>
    /// <param name="options">Where everything goes.</param>
    /// <param name="layout">The layout: the overlay alone needs a film with alpha.</param>
    public ArchivePlan(IEnumerable<ArchiveFilm> films, ArchiveOptions options, Layout layout)
    {
        _options = options;
        _filmEnding = layout == Layout.Overlay ? ".annotated.mov" : ".annotated.mp4";
        Films = Distinct([.. films.OrderBy(film => film.Label, StringComparer.Ordinal)]);
        Work = Path.Combine(options.Folder, WorkFolder);
        Failures = Path.Combine(Work, "failures");
    }

    /// <summary>All films of the archive, by name.</summary>
    public IReadOnlyList<ArchiveFilm> Films { get; }

    /// <summary>Where leases lie and the work goes on.</summary>
    public string Work { get; }

    /// <summary>Where it is kept which films could not be made.</summary>
    public string Failures { get; }

    /// <summary>The films of one shard, by name.</summary>
    public IReadOnlyList<ArchiveFilm> Of(Shard shard)
    {
        var numbers = Shard.Divide([.. Films.Select(film => (film.Name, film.Size))], shard.Count);
        return [.. Films.Where((_, index) => numbers[index] == shard.Number)];
    }

    /// <summary>A source as a film of its own.</summary>
    public static ArchiveFilm FilmOf(ArchiveSource source)
    {
        var name = SceneOptions.IsAddress(source.Path) || SourceList.IsPictures(source.Path) ? source.Name : WithoutEnding(source.Name);
        return new ArchiveFilm(name, source.Name, [source.Path], SourceFingerprint.SizeOf(source.Path));
    }

    /// <summary>The film that is written, below the output folder.</summary>
    public string OutputOf(ArchiveFilm film) => Path.Combine(_options.Folder, film.Name.Replace('/', Path.DirectorySeparatorChar) + _filmEnding);

    /// <summary>Refuses a film whose name leaves no room for what stands behind it.</summary>
    /// <exception cref="SteerlensException">It has too many bytes.</exception>
    public void RequireShortName(ArchiveFilm film)
    {
        // What file systems allow in bytes.
        const int longest = 255;
        var excess = Encoding.UTF8.GetByteCount(Path.GetFileName(MarkerOf(film))) - longest;
        if (excess > 0)
            throw new SteerlensException(ExitCode.InputUnreadable, string.Create(CultureInfo.InvariantCulture, $"its name is {excess} {(excess == 1 ? "byte" : "bytes")} too long to have '{_filmEnding}{FilmMarker.Ending}' behind it: rename it"));
    }

    /// <summary>The sidecar beside it; null for none.</summary>
    public string? SidecarOf(ArchiveFilm film) => _options.Sidecar is { } ending ? Path.ChangeExtension(OutputOf(film), ending) : null;

    /// <summary>The marker beside it.</summary>
    public string MarkerOf(ArchiveFilm film) => FilmMarker.PathOf(OutputOf(film));

    /// <summary>Where it is kept that the film could not be made.</summary>
    public string FailureOf(ArchiveFilm film) => Path.Combine(Failures, film.Id + ".json");

    private static string WithoutEnding(string name)
    {
        var ending = Path.GetExtension(name);
        return ending.Length > 1 && ending.Length < name.Length - (name.LastIndexOf('/') + 1) ? name[..^ending.Length] : name;
    }

    /// <summary>Films that would have the same name keep their endings in it, and where that does not help are numbered.</summary>
    private static List<ArchiveFilm> Distinct(List<ArchiveFilm> films)
    {
        var shared = films.GroupBy(film => film.Name, FilePlace.Comparer).Where(group => group.Skip(1).Any()).Select(group => group.Key).ToHashSet(FilePlace.Comparer);
        var taken = new HashSet<string>(FilePlace.Comparer);
        var distinct = new List<ArchiveFilm>();
        foreach (var film in films)
        {
            var name = shared.Contains(film.Name) ? film.Label : film.Name;
            var free = name;
            for (var number = 2; !taken.Add(free); number++) free = FormattableString.Invariant($"{name} ({number})");
            distinct.Add(new ArchiveFilm(free, film.Label + free[name.Length..], film.Sources, film.Size) { Segments = film.Segments });
        }

        return distinct;
    }
}
