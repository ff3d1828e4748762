using System.IO.Enumeration;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Commands;

/// <summary>
/// Looks for files in folders and below. Links are followed, each folder is gone into once however many links lead there, and a file that is found by
/// several names counts once, by its own name where that is among them.
/// </summary>
internal sealed class FolderWalk
{
    private static readonly EnumerationOptions Everything = new() { IgnoreInaccessible = false, AttributesToSkip = FileAttributes.None, ReturnSpecialDirectories = false };

    // What file systems and Windows keep for themselves, and show to nobody.
    private static readonly string[] OfTheSystem = ["lost+found", "System Volume Information", "$RECYCLE.BIN"];

    private readonly string _root;
    private readonly HashSet<(string Place, int Parts)> _walked = [];
    private readonly List<(string Path, string Place)> _found = [];
    private readonly List<(string Path, string Place)> _unreadable = [];
    private readonly Queue<(string Folder, string[] Parts)> _links = new();

    private FolderWalk(string root) => _root = FilePlace.Of(root.Length == 0 ? "." : root);

    private enum Kind
    {
        File,
        Folder,
        LinkToFile,
        LinkToFolder,
    }

    /// <summary>Finds what matches a glob's parts below a folder.</summary>
    /// <param name="root">The folder; empty for the working directory.</param>
    /// <param name="parts">Names, with wildcards or without; <c>**</c> for any folders.</param>
    /// <returns>The files, and the folders that can't be read, each in order.</returns>
    public static (IReadOnlyList<string> Files, IReadOnlyList<string> Unreadable) Look(string root, params string[] parts)
    {
        var fixedParts = parts.TakeWhile(part => !part.AsSpan().ContainsAny('*', '?')).ToArray();
        var folder = fixedParts.Aggregate(root, Path.Combine);
        var walk = new FolderWalk(folder);
        walk.Walk(folder, walk._root, parts[fixedParts.Length..]);
        while (walk._links.TryDequeue(out var link)) walk.Walk(link.Folder, FilePlace.Of(link.Folder), link.Parts);
        return (Distinct(walk._found), Distinct(walk._unreadable));
    }

    /// <summary>As <see cref="Look"/>, all in one list.</summary>
    public static IReadOnlyList<string> Find(string root, params string[] parts)
    {
        var (files, unreadable) = Look(root, parts);
        return unreadable.Count == 0 ? files : [.. files.Concat(unreadable).Order(StringComparer.Ordinal)];
    }

    /// <summary>Why a folder can't be read; null where it can.</summary>
    public static string? WhyUnreadable(string folder)
    {
        try
        {
            _ = Directory.EnumerateFileSystemEntries(folder, "*", Everything).FirstOrDefault();
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return WholeFile.Reason(exception);
        }
    }

    private void Walk(string folder, string place, string[] parts)
    {
        if (!_walked.Add((place, parts.Length))) return;
        var (part, rest) = (parts[0], parts[1..]);
        if (part is not "**" && !part.AsSpan().ContainsAny('*', '?') && rest.Length > 0)
        {
            var below = Path.Combine(folder, part);
            Walk(below, FilePlace.Of(below), rest);
            return;
        }

        if (part is "**" && rest.Length > 0) Walk(folder, place, rest);
        foreach (var (name, kind) in Children(folder, place))
        {
            if (!FileGlob.IsMatch(name, part is "**" ? "*" : part)) continue;
            var path = Path.Combine(folder, name);
            if (kind is Kind.File or Kind.LinkToFile)
            {
                if (rest.Length == 0) _found.Add((path, kind == Kind.File ? Path.Combine(place, name) : FilePlace.Of(path)));
            }
            else if (part is "**" || rest.Length > 0)
            {
                var left = part is "**" ? parts : rest;
                if (kind == Kind.Folder) Walk(path, Path.Combine(place, name), left);
                else if (!LeadsUp(path)) _links.Enqueue((path, left));
            }
        }
    }

    /// <summary>Whether a link leads to a folder around the whole search: it would find everything once more, and what was never asked for.</summary>
    private bool LeadsUp(string link)
    {
        var target = FilePlace.Of(link);
        return FilePlace.Comparer.Equals(target, _root) || (_root + Path.DirectorySeparatorChar).StartsWith(Path.EndsInDirectorySeparator(target) ? target : target + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    private List<(string Name, Kind Kind)> Children(string folder, string place)
    {
        try
        {
            var children = new FileSystemEnumerable<(string Name, Kind Kind)>(place, Describe, Everything).ToList();
            children.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
            return children;
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (!OfTheSystem.Contains(Path.GetFileName(place), StringComparer.OrdinalIgnoreCase)) _unreadable.Add((folder.Length == 0 ? "." : folder, place));
            return [];
        }
    }

    private static string[] Distinct(List<(string Path, string Place)> found) =>
    [
        .. found
            .GroupBy(file => file.Place, FilePlace.Comparer)
            .Select(names => names.OrderBy(file => !FilePlace.Comparer.Equals(Path.GetFullPath(file.Path), file.Place)).ThenBy(file => file.Path, StringComparer.Ordinal).First().Path)
            .Order(StringComparer.Ordinal),
    ];

    private static (string Name, Kind Kind) Describe(ref FileSystemEntry entry) =>
        (entry.FileName.ToString(), (entry.IsDirectory, entry.Attributes.HasFlag(FileAttributes.ReparsePoint)) switch
        {
            (true, false) => Kind.Folder,
            (true, true) => Kind.LinkToFolder,
            (false, false) => Kind.File,
            (false, true) => Kind.LinkToFile,
        });
}
