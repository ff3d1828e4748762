using Steerlens.Pipeline.Drives;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Commands;

/// <summary>Expands globs among sources, for shells that do not and for quoted ones.</summary>
internal static class SourceList
{
    private static readonly string[] FilmKinds = [".mp4", ".m4v", ".mov", ".mkv", ".avi", ".webm", ".ts", ".mts", ".mpg", ".mpeg"];

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
            var matches = FileGlob.Is(source) ? FileGlob.Match(source) : [];
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
            if (new FileInfo(source).LinkTarget is { } target && FilePlace.Of(source) is var place && new FileInfo(place) is { Exists: false } && !Directory.Exists(place))
                throw new SteerlensException(ExitCode.InputUnreadable, $"'{source}' is a link to '{target}', and nothing is there");
            if (Directory.Exists(source) && !LabelFiles.IsDrive(source)) RequirePictures(source);
            return;
        }

        if (source is "-") throw new SteerlensException(ExitCode.InputUnreadable, $"standard input ('-') isn't read: save the {kind} to a file and name that");
        if (source.Contains("://", StringComparison.Ordinal))
            throw new SteerlensException(ExitCode.InputUnreadable, $"'{source}' is an address, and those aren't read: save the {kind} to a file and name that");
        if (InputFile.IsGarbled(source)) throw new SteerlensException(ExitCode.InputUnreadable, $"'{source}' {InputFile.WhyMissing(source)}");
        throw new SteerlensException(ExitCode.InputUnreadable, FileGlob.Is(source)
            ? $"no {kind} matches '{source}'{MissingRoot(source)}"
            : $"'{source}' does not exist: check the name (seen from {Environment.CurrentDirectory})");
    }

    /// <summary>Whether a source's pictures have no rate of their own: a folder of images, a glob of them, or a labelled drive.</summary>
    public static bool IsPictures(string source) => Directory.Exists(source) || IsPictureSequence(source) || LabelFiles.IsDrive(source);

    /// <summary>Whether a source is a glob that means one film of pictures: <c>drive/center_*.jpg</c>.</summary>
    public static bool IsPictureSequence(string source) =>
        FileGlob.Is(source)
        && (Path.GetDirectoryName(source) ?? "").AsSpan().IndexOfAny('*', '?') < 0
        && FileGlob.Match(source) is { Count: > 0 } matches
        && matches.All(InputFile.IsPicture);

    /// <summary>Whether the name is that of a film, where folders of films are looked through.</summary>
    public static bool IsFilm(string path) => FilmKinds.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Refuses the empty name.</summary>
    /// <exception cref="SteerlensException">It is empty.</exception>
    public static void RequireName(string source)
    {
        if (source.Length == 0) throw new SteerlensException(ExitCode.Usage, "a source's name is empty: name a film, a folder of images or scene:NAME");
    }

    private static string MissingRoot(string glob) => FileGlob.RootOf(glob) is { Length: > 0 } root && !Directory.Exists(root) ? $": there is no folder '{root}' (seen from {Environment.CurrentDirectory})" : "";

    /// <summary>A folder means one film of its pictures; people mean the films in it at least as often.</summary>
    private static void RequirePictures(string folder)
    {
        if (FolderWalk.WhyUnreadable(folder) is { } reason) throw new SteerlensException(ExitCode.InputUnreadable, $"'{folder}' can't be read: {reason}");
        var names = FolderWalk.Find(folder, "*");
        if (names.Any(InputFile.IsPicture)) return;
        if (names.FirstOrDefault(IsFilm) is not { } film) throw new SteerlensException(ExitCode.InputUnreadable, $"'{folder}' holds neither films nor pictures: name a folder that holds some");
        var glob = Path.Combine(folder, "*" + Path.GetExtension(film).ToLowerInvariant());
        throw new SteerlensException(ExitCode.InputUnreadable, $"'{folder}' is a folder of films, and a folder of images was expected: give its films as '{glob}'");
    }
}
