using Steerlens.Pipeline.Commands;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Drives;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Archive;

/// <summary>What the sources on the command line mean where they are an archive.</summary>
internal static class ArchiveSources
{
    /// <summary>
    /// The sources of an archive: as <see cref="SourceList.Expand"/>, but a folder stands for all films in it and below, and where there are none for
    /// its pictures, one film for each folder of them. A file counts once by whatever names it is found. Each source is called by its path below the
    /// folder that everything named has in common: what stands before a glob's first wildcard, a folder of films, a film's own folder.
    /// </summary>
    /// <param name="sources">What the command line names.</param>
    /// <param name="note">Gets what a person should know.</param>
    /// <exception cref="SteerlensException">An address of a rendered road makes no sense, or a name is empty.</exception>
    public static IReadOnlyList<ArchiveSource> Of(IEnumerable<string> sources, Action<string> note)
    {
        var found = sources.SelectMany(source => Find(source, note)).ToList();
        var places = new FilePlaces();
        var common = CommonFolder([.. found.Select(source => source.Root).OfType<string>()]);
        return [.. found
            .DistinctBy(source => source.Root is null ? source.Path : places.Of(source.Path), FilePlace.Comparer)
            .Select(source => new ArchiveSource(source.Path, source.Root is null ? JobPlan.NameOf(source.Path) : Below(common, NamedBy(source.Path))))];
    }

    private static IEnumerable<(string Path, string? Root)> Find(string source, Action<string> note)
    {
        SourceList.RequireName(source);
        if (SceneOptions.IsAddress(source))
        {
            _ = SceneOptions.Parse(source);
            return [(source, null)];
        }

        if (Directory.Exists(source)) return LabelFiles.IsDrive(source) ? [(source, FolderOf(source))] : InFolder(source, note);
        if (!FileGlob.Is(source)) return [(source, FolderOf(source))];
        if (SourceList.IsPictureSequence(source)) return [(source, FolderOf(NamedBy(source)))];
        var root = Path.GetFullPath(FileGlob.RootOf(source) is { Length: > 0 } folder ? folder : ".");
        return FileGlob.Match(source) is { Count: > 0 } matches ? matches.Select(path => (path, (string?)root)) : [(source, root)];
    }

    /// <summary>What a folder stands for; itself where it holds nothing, so that this is told as the failure that it is.</summary>
    private static IEnumerable<(string Path, string? Root)> InFolder(string folder, Action<string> note)
    {
        var (files, unreadable) = FolderWalk.Look(folder, "**");
        var films = files.Where(SourceList.IsFilm).ToList();
        var pictures = files.Where(InputFile.IsPicture).ToList();
        if (films.Count == 0) films = [.. pictures.Select(path => Path.GetDirectoryName(path) ?? path).Distinct(StringComparer.Ordinal)];
        else if (pictures is [var picture, ..])
            note($"'{folder}' holds pictures, too, and its films alone are taken: pictures of one folder are a film where they are named so, as in '{Path.Combine(Path.GetDirectoryName(picture) ?? "", "*" + Path.GetExtension(picture))}'");
        films.AddRange(unreadable);

        // A folder that holds pictures itself is one film of them, and what lies below is no other.
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return films.Count == 0 || films.Exists(film => FilePlace.Comparer.Equals(Path.TrimEndingDirectorySeparator(Path.GetFullPath(film)), full))
            ? [(folder, FolderOf(folder))]
            : films.Select(path => (path, (string?)full));
    }

    /// <summary>What a source is called by: itself, or for a glob of pictures their folder.</summary>
    private static string NamedBy(string source) =>
        SourceList.IsPictureSequence(source) ? Path.GetDirectoryName(Path.GetFullPath(source)) ?? source : Path.TrimEndingDirectorySeparator(Path.GetFullPath(source));

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))) ?? Path.GetFullPath(path);

    private static string CommonFolder(IReadOnlyList<string> folders)
    {
        if (folders.Count == 0) return "";
        var common = Path.TrimEndingDirectorySeparator(folders[0]);
        foreach (var folder in folders.Distinct(StringComparer.Ordinal))
        {
            while (common.Length > 0 && !WithEnd(folder).StartsWith(WithEnd(common), StringComparison.Ordinal)) common = Path.GetDirectoryName(common) ?? "";
        }

        return common;
    }

    private static string WithEnd(string folder) => Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar;

    private static string Below(string folder, string path)
    {
        var name = folder.Length == 0 ? path : Path.GetRelativePath(folder, path);

        // Two drives of Windows have no folder in common: their letters become folders, so that nothing leaves the output folder.
        if (Path.IsPathRooted(name)) name = name.Replace(":", "", StringComparison.Ordinal).TrimStart(Path.DirectorySeparatorChar);
        return name.Replace(Path.DirectorySeparatorChar, '/');
    }
}
