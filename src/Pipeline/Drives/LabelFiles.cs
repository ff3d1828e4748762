namespace Steerlens.Pipeline.Drives;

/// <summary>Finds the labels that a source's name stands for.</summary>
internal static class LabelFiles
{
    /// <summary>Whether a source is a labelled drive: a folder with labels, or a labels file.</summary>
    /// <exception cref="SteerlensException">A folder holds several labels.</exception>
    public static bool IsDrive(string source) => Find(source) is not null;

    /// <summary>Whether a source is a labelled drive, or a text that can only be meant as one.</summary>
    /// <exception cref="SteerlensException">A folder holds several labels.</exception>
    public static bool IsMeantAsDrive(string source) => IsDrive(source) || (IsText(source) && File.Exists(source));

    /// <summary>The labels file of a folder, or the file itself; null where the source is no labelled drive.</summary>
    /// <exception cref="SteerlensException">A folder holds several, and nobody says which.</exception>
    public static string? Find(string source)
    {
        if (File.Exists(source)) return IsText(source) && KindOf(source) is not null ? source : null;
        if (!Directory.Exists(source)) return null;
        var found = Candidates(source).Where(file => KindOf(file) is not null).Take(2).ToList();
        return found switch
        {
            [] => null,
            [var labels] => labels,
            _ => throw new SteerlensException(ExitCode.InputUnreadable, $"'{source}' holds several labels, {Path.GetFileName(found[0])} and {Path.GetFileName(found[1])}: name the file that you mean"),
        };
    }

    /// <summary>The labels file of a source that has to be a labelled drive.</summary>
    /// <exception cref="SteerlensException">It is none; the message says what would be one.</exception>
    public static string Require(string source)
    {
        if (Find(source) is { } labels) return labels;
        if (!Path.Exists(source)) throw new SteerlensException(ExitCode.InputUnreadable, $"'{source}' does not exist: check the name (seen from {Environment.CurrentDirectory})");
        throw new SteerlensException(ExitCode.InputUnreadable, Directory.Exists(source)
            ? $"'{source}' has no labels: a labelled drive is a folder with {LabelKinds.Known}"
            : $"'{source}' is no labels file: known are {LabelKinds.Known}");
    }

    private static IEnumerable<string> Candidates(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder).Where(IsText).Order(StringComparer.Ordinal)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool IsText(string path) => Path.GetExtension(path).ToLowerInvariant() is ".csv" or ".txt";

    private static ILabelKind? KindOf(string path)
    {
        try
        {
            using var text = new LabelText(path);
            return text.Next() is { } first ? LabelKinds.Of(path, first) : null;
        }
        catch (SteerlensException)
        {
            return null;
        }
    }
}
