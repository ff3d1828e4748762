namespace Steerlens.Pipeline.Video;

/// <summary>
/// The file that a film becomes. It grows under <c>name.partial.ext</c> and gets its name when it is complete; checked before any work starts.
/// </summary>
internal sealed class OutputFile
{
    private OutputFile(string path, FilmKind kind)
    {
        Final = path;
        Kind = kind;
        var (folder, name, extension) = (Path.GetDirectoryName(path) ?? "", Path.GetFileNameWithoutExtension(path), Path.GetExtension(path));
        Partial = Path.Combine(folder, $"{name}.partial{extension}");
        Rewritten = Path.Combine(folder, $"{name}.final.partial{extension}");
    }

    /// <summary>The name that was asked for, in full.</summary>
    internal string Final { get; }

    /// <summary>The file while it grows.</summary>
    internal string Partial { get; }

    /// <summary>The file while it is rewritten at the end.</summary>
    internal string Rewritten { get; }

    /// <summary>What its extension stands for.</summary>
    internal FilmKind Kind { get; }

    /// <summary>Checks the name and that something can be written there.</summary>
    /// <exception cref="SteerlensException">It exists, is the source itself, can't be written, or its kind is unknown.</exception>
    internal static OutputFile Prepare(string path, bool overwrite, string? source)
    {
        var full = Path.GetFullPath(path);
        var kind = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".mp4" or ".m4v" => FilmKind.Mp4,
            ".mov" => FilmKind.Mov,
            ".mkv" => FilmKind.Matroska,
            var other => throw new SteerlensException(ExitCode.Usage, $"'{path}' ends in '{other}': a film is written as .mp4, .mov or .mkv"),
        };
        return Prepare(path, full, kind, overwrite, source);
    }

    /// <summary>As <see cref="Prepare(string, bool, string?)"/>, for one picture.</summary>
    internal static OutputFile PreparePicture(string path, bool overwrite)
    {
        if (Path.GetExtension(path).ToLowerInvariant() is not (".png" or ".jpg" or ".jpeg"))
            throw new SteerlensException(ExitCode.Usage, $"'{path}' ends in '{Path.GetExtension(path)}': a picture is written as .png or .jpg");
        return Prepare(path, Path.GetFullPath(path), kind: default, overwrite, source: null);
    }

    private static OutputFile Prepare(string path, string full, FilmKind kind, bool overwrite, string? source)
    {
        if (Directory.Exists(full)) throw Unwritable(path, "it is a folder");
        if (source is not null && string.Equals(Path.GetFullPath(source), full, StringComparison.Ordinal)) throw Unwritable(path, "it is the film being read: choose another name");
        if (File.Exists(full) && !overwrite) throw Unwritable(path, "it exists already: allow overwriting (-y) or choose another name");
        if (Path.GetDirectoryName(full) is { } folder && !Directory.Exists(folder)) throw Unwritable(path, $"there is no folder '{folder}'");
        var file = new OutputFile(full, kind);
        try
        {
            File.Create(file.Partial).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, error.Message, error);
        }

        return file;
    }

    /// <summary>Gives a complete file its name.</summary>
    /// <exception cref="SteerlensException">The system refuses.</exception>
    internal void Publish(string complete)
    {
        try
        {
            File.Move(complete, Final, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(Final, error.Message, error);
        }
    }

    /// <summary>Removes what was not completed.</summary>
    internal void Clean()
    {
        foreach (var path in (ReadOnlySpan<string>)[Partial, Rewritten])
        {
            try
            {
                File.Delete(path);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // What can't be deleted keeps a name that says that it is incomplete.
            }
        }
    }

    internal static SteerlensException Unwritable(string path, string reason, Exception? inner = null) =>
        new(ExitCode.OutputUnwritable, $"'{path}' can't be written: {reason}", inner);
}
