using System.Text;

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
        // Without a buffer, so that a full disk is told where the writing is.
        Stream = Guard(path, () => new FileStream(_partialPath, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0));
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
        RequireFolders(path);
        RequireShortName(path);
        var folder = FolderOf(path);
        Guard(path, () => Directory.CreateDirectory(folder));
        if (!IsWritable(folder))
            throw new SteerlensException(ExitCode.OutputUnwritable, $"'{path}' can't be written: no file can be made in its folder; give another place");
    }

    /// <summary>Refuses a path that goes through a file as if it were a folder.</summary>
    /// <exception cref="SteerlensException">It does; the message names the file.</exception>
    public static void RequireFolders(string path)
    {
        for (var folder = Path.GetDirectoryName(path); !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(folder))
                throw new SteerlensException(ExitCode.OutputUnwritable, $"'{path}' can't be written: '{folder}' is not a folder; give another place");
        }
    }

    /// <summary>Writes to the partial file.</summary>
    /// <exception cref="SteerlensException">The system refuses: the disk may be full.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            Stream.Write(bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SteerlensException(ExitCode.OutputUnwritable, $"'{_path}' can't be written: {Reason(exception)}", exception);
        }
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
        Try(Stream.Dispose);
        DeletePartial(_partialPath);
    }

    /// <summary>What the system says, without the partial file's name behind it.</summary>
    internal static string Reason(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (exception is UnauthorizedAccessException) return "permission is denied";
        if (exception is FileNotFoundException or DirectoryNotFoundException) return "it is not there";
        if (exception is PathTooLongException) return "its name is too long";
        var end = exception.Message.IndexOf(" : '", StringComparison.Ordinal);
        return end > 0 ? exception.Message[..end] : exception.Message;
    }

    /// <summary>Takes away what was not completed, as far as the system lets us.</summary>
    internal static void DeletePartial(string partialPath) => Try(() => File.Delete(partialPath));

    /// <summary>Takes a folder and everything in it away, as far as the system lets us.</summary>
    internal static void TryDelete(string folder) => Try(() =>
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    });

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What failed before is the reason that people need; a partial file that stays is named as one.
        }
    }

    private static void RequireShortName(string path)
    {
        // What file systems allow in bytes, less what the name carries while the file grows.
        const int longest = 255 - 14;
        var name = Path.GetFileName(path);
        if (Encoding.UTF8.GetByteCount(name) > longest)
            throw new SteerlensException(ExitCode.OutputUnwritable, $"'{path}' can't be written: its name has more than {longest} bytes; give a shorter one");
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
            throw new SteerlensException(ExitCode.OutputUnwritable, $"'{path}' can't be written: {Reason(exception)}", exception);
        }
    }
}
