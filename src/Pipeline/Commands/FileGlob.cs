using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Commands;

/// <summary>Names with <c>*</c>, <c>?</c> and <c>**</c> (any folders), which stand for the files that match them.</summary>
internal static class FileGlob
{
    /// <summary>Whether a source is a glob. What exists by that very name is none.</summary>
    public static bool Is(string source) =>
        source.AsSpan().ContainsAny('*', '?') && !Path.Exists(source) && !SceneOptions.IsAddress(source) && !source.Contains("://", StringComparison.Ordinal);

    /// <summary>
    /// The files that match, in order, each once; and the folders on the way that can't be read, so that what lies in them fails by name and is not passed over.
    /// Hidden files and our own outputs match nothing.
    /// </summary>
    public static IReadOnlyList<string> Match(string glob)
    {
        var root = Path.GetPathRoot(glob) ?? "";
        char[] separators = OperatingSystem.IsWindows() ? ['/', '\\'] : ['/'];
        return FolderWalk.Find(root, glob[root.Length..].Split(separators, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The folder before the first wildcard; empty for the working directory.</summary>
    public static string RootOf(string glob)
    {
        var root = glob;
        while (root.AsSpan().ContainsAny('*', '?')) root = Path.GetDirectoryName(root) ?? "";
        return root;
    }

    /// <summary>Whether a file's or folder's name is what one part of a glob asks for.</summary>
    public static bool IsMatch(string name, string pattern) =>
        (name[0] != '.' || pattern[0] == '.') && !IsOurs(name) && NamePattern.IsMatch(name, pattern);

    private static bool IsOurs(string name) =>
        name.Contains(".annotated.", StringComparison.OrdinalIgnoreCase) || name.Contains(".partial.", StringComparison.OrdinalIgnoreCase);
}
