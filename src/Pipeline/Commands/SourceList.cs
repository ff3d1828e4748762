using System.IO.Enumeration;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Drives;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Commands;

/// <summary>Expands globs among sources, for shells that do not and for quoted ones.</summary>
internal static class SourceList
{
    /// <summary>
    /// The sources in order, each glob (<c>*</c>, <c>?</c>, <c>**</c> for any folders) replaced by the sorted files that match it.
    /// What exists by that very name is no glob; a glob that matches pictures alone, in one folder, stays as it is and means one
    /// film of them; so does a glob without a match. Our own outputs (<c>.annotated.</c>,
    /// <c>.partial.</c>) and hidden files match no glob.
    /// </summary>
    public static IReadOnlyList<string> Expand(IEnumerable<string> sources)
    {
        var expanded = new List<string>();
        foreach (var source in sources)
        {
            RequireName(source);
            var matches = IsGlob(source) ? Match(source) : [];
            if (matches.Count == 0 || IsPictureSequence(source)) expanded.Add(source);
            else expanded.AddRange(matches);
        }

        return expanded;
    }

    /// <summary>The source for a command that takes one: a glob is replaced by the file that matches it.</summary>
    /// <exception cref="SteerlensException">Several files match, or the name is empty.</exception>
    public static string ExpandOne(string source) => Expand([source]) is [var one]
        ? one
        : throw new SteerlensException(ExitCode.Usage, $"'{source}' matches several files, and one is taken: name it");

    /// <summary>Refuses a source that is not there, before anything is made for it.</summary>
    /// <param name="source">Its name.</param>
    /// <param name="kind">What it should be, for people.</param>
    /// <exception cref="SteerlensException">There is no such file or folder, or it is nothing that is read.</exception>
    public static void RequireExistence(string source, string kind = "film")
    {
        RequireName(source);
        if (SceneOptions.IsAddress(source) || IsPictureSequence(source)) return;
        if (Path.Exists(source))
        {
            if (Directory.Exists(source) && !LabelFiles.IsDrive(source)) RequirePictures(source);
            return;
        }

        if (source is "-") throw new SteerlensException(ExitCode.InputUnreadable, $"standard input ('-') isn't read: save the {kind} to a file and name that");
        if (source.Contains("://", StringComparison.Ordinal))
            throw new SteerlensException(ExitCode.InputUnreadable, $"'{source}' is an address, and those aren't read: save the {kind} to a file and name that");
        if (InputFile.IsGarbled(source)) throw new SteerlensException(ExitCode.InputUnreadable, $"'{source}' {InputFile.WhyMissing(source)}");
        throw new SteerlensException(ExitCode.InputUnreadable, IsGlob(source)
            ? $"no {kind} matches '{source}'"
            : $"'{source}' does not exist: check the name (seen from {Environment.CurrentDirectory})");
    }

    /// <summary>Whether a source's pictures have no rate of their own: a folder of images, a glob of them, or a labelled drive.</summary>
    public static bool IsPictures(string source) => Directory.Exists(source) || IsPictureSequence(source) || LabelFiles.IsDrive(source);

    /// <summary>Whether a source is a glob that means one film of pictures: <c>drive/center_*.jpg</c>.</summary>
    public static bool IsPictureSequence(string source) =>
        IsGlob(source)
        && (Path.GetDirectoryName(source) ?? "").AsSpan().IndexOfAny('*', '?') < 0
        && Match(source) is { Count: > 0 } matches
        && matches.TrueForAll(InputFile.IsPicture);

    private static void RequireName(string source)
    {
        if (source.Length == 0) throw new SteerlensException(ExitCode.Usage, "a source's name is empty: name a film, a folder of images or scene:NAME");
    }

    private static readonly string[] FilmKinds = [".mp4", ".m4v", ".mov", ".mkv", ".avi", ".webm", ".ts", ".mts", ".mpg", ".mpeg"];

    /// <summary>
    /// The sources of an archive: as <see cref="Expand"/>, but a folder without pictures stands for all films in it and below, and each source keeps
    /// its path below the folder that it was found from: below what stands before a glob's first wildcard, below the folder, and, where files are
    /// listed one by one, below the folder that they have in common.
    /// </summary>
    public static IReadOnlyList<ArchiveSource> OfArchive(IEnumerable<string> sources)
    {
        var found = new List<ArchiveSource>();
        var single = new List<string>();
        foreach (var source in sources)
        {
            RequireName(source);
            if (Directory.Exists(source) && !LabelFiles.IsDrive(source) && !Children(source, "*", folders: false).Any(InputFile.IsPicture))
            {
                found.AddRange(FilmsBelow(source).Order(StringComparer.Ordinal).Select(path => new ArchiveSource(path, Below(source, path))));
            }
            else if (IsGlob(source) && !IsPictureSequence(source) && Match(source) is { Count: > 0 } matches)
            {
                found.AddRange(matches.Select(path => new ArchiveSource(path, Below(RootOf(source), path))));
            }
            else if (File.Exists(source))
            {
                single.Add(source);
            }
            else
            {
                found.Add(new ArchiveSource(source, JobPlan.NameOf(source)));
            }
        }

        var common = CommonFolder(single);
        found.AddRange(single.Select(path => new ArchiveSource(path, Below(common, Path.GetFullPath(path)))));
        return [.. found.DistinctBy(source => source.Path, StringComparer.Ordinal)];
    }

    private static IEnumerable<string> FilmsBelow(string folder) =>
        Children(folder, "*", folders: false).Where(path => FilmKinds.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            .Concat(Children(folder, "*", folders: true).SelectMany(FilmsBelow));

    /// <summary>The folder before a glob's first wildcard.</summary>
    private static string RootOf(string glob)
    {
        var root = glob;
        while (root.AsSpan().ContainsAny('*', '?')) root = Path.GetDirectoryName(root) ?? "";
        return root;
    }

    private static string CommonFolder(List<string> files)
    {
        if (files.Count == 0) return "";
        var common = Path.GetDirectoryName(Path.GetFullPath(files[0])) ?? "";
        foreach (var file in files)
        {
            while (common.Length > 0 && !Path.GetFullPath(file).StartsWith(Path.EndsInDirectorySeparator(common) ? common : common + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                common = Path.GetDirectoryName(common) ?? "";
        }

        return common;
    }

    private static string Below(string folder, string path) =>
        Path.GetRelativePath(folder.Length == 0 ? "." : folder, path).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>A folder means one film of its pictures; people mean the films in it at least as often.</summary>
    private static void RequirePictures(string folder)
    {
        var names = Children(folder, "*", folders: false).ToList();
        if (names.Exists(InputFile.IsPicture)) return;
        var kind = names.Select(name => Path.GetExtension(name).ToLowerInvariant()).FirstOrDefault(ending => FilmKinds.Contains(ending, StringComparer.Ordinal));
        if (kind is null) return;
        var glob = Path.Combine(folder, "*" + kind);
        throw new SteerlensException(ExitCode.InputUnreadable, $"'{folder}' is a folder of films, and a folder of images was expected: give its films as '{glob}'");
    }

    private static bool IsGlob(string source) =>
        source.AsSpan().ContainsAny('*', '?') && !Path.Exists(source) && !SceneOptions.IsAddress(source) && !source.Contains("://", StringComparison.Ordinal);

    private static List<string> Match(string glob)
    {
        var root = Path.GetPathRoot(glob) ?? "";
        char[] separators = OperatingSystem.IsWindows() ? ['/', '\\'] : ['/'];
        var parts = glob[root.Length..].Split(separators, StringSplitOptions.RemoveEmptyEntries);
        var found = new List<string>();
        Walk(root, parts, found);
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    private static void Walk(string folder, ReadOnlySpan<string> parts, List<string> found)
    {
        var part = parts[0];
        var isLast = parts.Length == 1;
        if (part is "**")
        {
            if (!isLast) Walk(folder, parts[1..], found);
            foreach (var child in Children(folder, "*", folders: true)) Walk(child, parts, found);
            if (isLast) found.AddRange(Children(folder, "*", folders: false));
        }
        else if (isLast)
        {
            found.AddRange(Children(folder, part, folders: false));
        }
        else if (part.AsSpan().ContainsAny('*', '?'))
        {
            foreach (var child in Children(folder, part, folders: true)) Walk(child, parts[1..], found);
        }
        else
        {
            Walk(Path.Combine(folder, part), parts[1..], found);
        }
    }

    private static IEnumerable<string> Children(string folder, string pattern, bool folders)
    {
        var options = new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None, MatchType = MatchType.Simple };
        var place = folder.Length == 0 ? "." : folder;
        if (!Directory.Exists(place)) return [];
        // The name is matched here because the system's own matching treats a trailing ".*" in a way of its own.
        return (folders ? Directory.EnumerateDirectories(place, "*", options) : Directory.EnumerateFiles(place, "*", options))
            .Select(path => Path.GetFileName(path))
            .Where(name => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: OperatingSystem.IsWindows()) && IsWanted(name, pattern))
            .Select(name => Path.Combine(folder, name));
    }

    private static bool IsWanted(string name, string pattern) =>
        (name[0] != '.' || pattern[0] == '.')
        && !name.Contains(".annotated.", StringComparison.OrdinalIgnoreCase)
        && !name.Contains(".partial.", StringComparison.OrdinalIgnoreCase);
}
