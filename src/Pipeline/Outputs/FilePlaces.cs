namespace Steerlens.Pipeline.Outputs;

/// <summary>As <see cref="FilePlace.Of(string)"/> for many files, with the folders' places remembered.</summary>
internal sealed class FilePlaces
{
    private readonly Dictionary<string, string> _folders = new(StringComparer.Ordinal);

    /// <summary>The full path with every link on the way followed.</summary>
    public string Of(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } folder) return full;
        if (!_folders.TryGetValue(folder, out var place)) _folders[folder] = place = FilePlace.Of(folder);
        var file = Path.Combine(place, Path.GetFileName(full));
        return FilePlace.TargetOf(file) is null ? file : FilePlace.Of(file);
    }
}
