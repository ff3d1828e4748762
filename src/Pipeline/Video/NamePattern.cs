using System.IO.Enumeration;

namespace Steerlens.Pipeline.Video;

/// <summary>Patterns of files' names: <c>*</c> for any letters, <c>?</c> for one.</summary>
internal static class NamePattern
{
    /// <summary>Whether a name matches. Endings match in any case of their letters, since cameras write <c>.MP4</c> and <c>.JPG</c>.</summary>
    public static bool IsMatch(string name, string pattern)
    {
        var ending = Path.GetExtension(pattern);
        if (ending.Length > 1 && !ending.AsSpan().ContainsAny('*', '?') && name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) name = name[..^ending.Length] + ending;
        return FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: OperatingSystem.IsWindows());
    }
}
