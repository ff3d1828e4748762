namespace Steerlens.Pipeline.Drives;

/// <summary>Finds a drive's pictures: as its labels name them, beside the labels, or in one of the folders that drives come with.</summary>
internal sealed class PicturePlaces
{
    private readonly string _folder;
    private readonly IReadOnlyList<string> _folders;
    private string? _chosen;

    /// <summary>Prepares the search.</summary>
    /// <param name="labels">The labels file.</param>
    public PicturePlaces(string labels)
    {
        _folder = Path.GetDirectoryName(Path.GetFullPath(labels))!;
        _folders =
        [
            _folder, Path.Combine(_folder, "IMG"), Path.Combine(_folder, "data"),
            .. Directory.EnumerateDirectories(_folder, "frames*").Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Where pictures are looked for, for people.</summary>
    public string Names => string.Join(", ", (_chosen is { } chosen ? [chosen] : _folders).Select(folder => $"'{folder}'"));

    /// <summary>The path of a picture; null where it is nowhere. The place of the first one is that of all.</summary>
    public string? Find(string name)
    {
        var relative = name.Replace('\\', '/');
        if (!Path.IsPathRooted(relative) && File.Exists(Path.Combine(_folder, relative))) return Path.Combine(_folder, relative);

        // Logs name the place on the machine that recorded them.
        var file = relative[(relative.LastIndexOf('/') + 1)..];
        if (file.Length == 0) return null;
        _chosen ??= _folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, file)));
        return _chosen is { } chosen && File.Exists(Path.Combine(chosen, file)) ? Path.Combine(chosen, file) : null;
    }
}
