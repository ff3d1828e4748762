namespace Steerlens.Pipeline.Outputs;

/// <summary>
/// A file that appears under its name only when it is complete: it is written as <c>NAME.partial.EXT</c> beside it and renamed by
/// <see cref="Complete"/>. Disposed before that, it leaves nothing.
/// </summary>
public sealed class WholeFile : IDisposable
{
    private readonly string _path;
    private readonly string _partialPath;
    private bool _isDone;

    /// <summary>Opens the partial file.</summary>
    /// <param name="path">The final name.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <exception cref="SteerlensException">The file exists and may not be replaced, or can't be written.</exception>
    public WholeFile(string path, bool overwrite)
    {
        Prepare(path, overwrite);
        _path = path;
        _partialPath = PartialPathOf(path);
        Stream = Guard(path, () => new FileStream(_partialPath, FileMode.Create, FileAccess.Write, FileShare.Read));
    }

    /// <summary>The partial file's content.</summary>
    public Stream Stream { get; }

    /// <summary>The name under which a file is written before it is complete.</summary>
    public static string PartialPathOf(string path) => Path.ChangeExtension(path, ".partial" + Path.GetExtension(path));

    /// <summary>Makes the file's folder and refuses, before any work, what can't be written.</summary>
    /// <exception cref="SteerlensException">The file exists and may not be replaced, or can't be written.</exception>
    public static void Prepare(string path, bool overwrite)
    {
        if (Directory.Exists(path))
            throw new SteerlensException(ExitCode.OutputUnwritable, $"'{path}' is a folder, and a file was to be written there: give another name");
        if (File.Exists(path) && !overwrite)
            throw new SteerlensException(ExitCode.OutputUnwritable, $"'{path}' exists already: pass -y to replace it, or give another name");
        var folder = FolderOf(path);
        Guard(path, () => Directory.CreateDirectory(folder));
        if (!IsWritable(folder))
            throw new SteerlensException(ExitCode.OutputUnwritable, $"'{path}' can't be written: no file can be made in its folder; give another place");
    }

    /// <summary>Whether a file can be made in a folder.</summary>
    public static bool IsWritable(string folder)
    {
        try
        {
            var trial = Path.Combine(folder, $".steerlens-{Guid.NewGuid():N}");
            using var stream = new FileStream(trial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Closes the file and gives it its name.</summary>
    /// <exception cref="SteerlensException">The file can't be finished.</exception>
    public void Complete()
    {
        Guard(_path, () =>
        {
            Stream.Dispose();
            File.Move(_partialPath, _path, overwrite: true);
            return true;
        });
        _isDone = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDone) return;
        _isDone = true;
        try
        {
            Stream.Dispose();
            File.Delete(_partialPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What failed before is the reason that people need; a partial file that stays is named as one.
        }
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;

    private static T Guard<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SteerlensException(ExitCode.OutputUnwritable, $"'{path}' can't be written: {exception.Message}", exception);
        }
    }
}
