namespace Steerlens.Pipeline.Video;

/// <summary>Lists the pictures that a folder or a pattern means.</summary>
public static class PictureFiles
{
    /// <summary>The endings of pictures' names, for people.</summary>
    internal const string Kinds = ".png, .jpg, .bmp, .webp, .tif, .ppm, .pgm";

    /// <summary>
    /// The pictures of a folder, or the files that a pattern with <c>*</c> and <c>?</c> in its last part matches, ordered as people number them.
    /// </summary>
    /// <exception cref="SteerlensException">There is no such folder, or nothing in it.</exception>
    public static IReadOnlyList<string> Find(string folderOrPattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(folderOrPattern);
        var isFolder = Directory.Exists(folderOrPattern);
        var folder = isFolder ? folderOrPattern : Path.GetDirectoryName(folderOrPattern) is { Length: > 0 } parent ? parent : ".";
        if (!Directory.Exists(folder)) throw new SteerlensException(ExitCode.InputUnreadable, $"'{folder}' doesn't exist: check the name");
        var pattern = isFolder ? "*" : Path.GetFileName(folderOrPattern);
        var found = new List<string>();
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            if (InputFile.IsPicture(path) && NamePattern.IsMatch(Path.GetFileName(path), pattern)) found.Add(path);
        }

        if (found.Count == 0) throw new SteerlensException(ExitCode.InputUnreadable, $"'{folderOrPattern}' holds no picture ({Kinds})");
        found.Sort(NaturalOrder.Instance);
        return found;
    }
}
