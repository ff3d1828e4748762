namespace Steerlens.Pipeline.Video;

/// <summary>
/// The file that a film becomes. It grows under <c>name.partial.ext</c> and gets its name when it is complete; checked before any work starts.
/// </summary>
internal sealed class OutputFile
{
    private const string FullDisk = "no space left on the disk: free some or choose another place";

    private readonly FileStream? _hold;
    private bool _isClean;

    private OutputFile(string path, FilmKind kind)
    {
        Final = path;
        Kind = kind;
        var (folder, name, extension) = (Path.GetDirectoryName(path) ?? "", Path.GetFileNameWithoutExtension(path), Path.GetExtension(path));
        Partial = Path.Combine(folder, $"{name}.partial{extension}");
        Rewritten = Path.Combine(folder, $"{name}.final.partial{extension}");
        _hold = Hold(Partial);
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
        return Prepare(path, full, KindOf(path), overwrite, source);
    }

    /// <summary>What a name's ending stands for.</summary>
    /// <exception cref="SteerlensException">No kind of film.</exception>
    internal static FilmKind KindOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".mp4" or ".m4v" => FilmKind.Mp4,
        ".mov" => FilmKind.Mov,
        ".mkv" => FilmKind.Matroska,
        var other => throw new SteerlensException(ExitCode.Usage, $"'{path}' ends in '{other}': a film is written as .mp4, .mov or .mkv"),
    };

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
        try
        {
            return new OutputFile(full, kind);
        }
        catch (IOException error) when (IsHeld(error))
        {
            throw Unwritable(path, "another run is writing it: wait for that to end or choose another name", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, error.Message, error);
        }
    }

    // Held until it is complete or gone, so that no other run writes to it at the same time. What a crash left is taken over.
    private static FileStream? Hold(string partial)
    {
        var file = new FileStream(partial, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        if (!OperatingSystem.IsWindows()) return file;

        // There nobody could write to a held file, ffmpeg neither; while it writes the file counts as held.
        file.Dispose();
        return null;
    }

    // Sharing violation on Windows; EWOULDBLOCK on Linux and macOS.
    private static bool IsHeld(IOException error) => error.HResult is unchecked((int)0x80070020) or 11 or 35;

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
    internal void Clean() => Remove([Partial, Rewritten]);

    /// <summary>Leaves what was not completed under the name that says so.</summary>
    internal void Leave() => Remove([Rewritten]);

    private void Remove(ReadOnlySpan<string> paths)
    {
        // Once: afterwards the names may be another run's.
        if (_isClean) return;
        _isClean = true;
        foreach (var path in paths)
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

        _hold?.Dispose();
    }

    internal static SteerlensException Unwritable(string path, string reason, Exception? inner = null) =>
        new(ExitCode.OutputUnwritable, $"'{path}' can't be written: {(NamesAFullDisk(reason) ? FullDisk : reason)}", inner);

    /// <summary>As <see cref="Unwritable"/>, for what broke off while it was written: a full disk is looked for, because ffmpeg doesn't always name it.</summary>
    internal static SteerlensException BrokeOff(string path, string reason, Exception? inner = null) =>
        Unwritable(path, IsDiskFull(path) ? FullDisk : reason, inner);

    private static bool NamesAFullDisk(string reason) =>
        reason.Contains("No space left on device", StringComparison.Ordinal) || reason.Contains("not enough space on the disk", StringComparison.Ordinal);

    private static bool IsDiskFull(string path)
    {
        try
        {
            return Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && Directory.Exists(folder) && new DriveInfo(folder) is { TotalSize: > 0, AvailableFreeSpace: < 4096 };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }
}
