namespace Steerlens.Pipeline.Outputs;

/// <summary>Where a path leads, so that two names of one file can be told for what they are.</summary>
internal static class FilePlace
{
    // Chains of links that are longer run in circles.
    private const int MostLinks = 40;

    /// <summary>How names of files are compared on this system.</summary>
    public static StringComparer Comparer { get; } =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>The full path with every link on the way followed; what does not exist yet stays as it is.</summary>
    public static string Of(string path) => Of(path, MostLinks);

    private static string Of(string path, int links)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (links == 0 || Path.GetDirectoryName(full) is not { } folder) return full;
        var place = Path.Combine(Of(folder, links), Path.GetFileName(full));
        return TargetOf(place) is { } target ? Of(Path.Combine(Path.GetDirectoryName(place)!, target), links - 1) : place;
    }

    internal static string? TargetOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
