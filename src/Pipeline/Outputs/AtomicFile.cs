namespace Steerlens.Pipeline.Outputs;

/// <summary>Small files that several processes may write: each appears whole, and the last one stays.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file under a name of its own, down to the disk, and renames it.</summary>
    /// <exception cref="SteerlensException">The system refuses.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var partial = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $".{Guid.NewGuid():N}.partial");
        try
        {
            using (var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            WholeFile.DeletePartial(partial);
            throw new SteerlensException(ExitCode.OutputUnwritable, $"'{path}' can't be written: {WholeFile.Reason(exception)}", exception);
        }
    }
}
