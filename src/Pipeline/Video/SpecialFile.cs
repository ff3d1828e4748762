using System.Formats.Tar;

namespace Steerlens.Pipeline.Video;

/// <summary>Names what a path leads to where that is no ordinary file, without opening it: opening a pipe would wait for whoever writes to it.</summary>
internal static class SpecialFile
{
    /// <summary>"a pipe" or "a device"; null for an ordinary file.</summary>
    internal static string? KindOf(string path)
    {
        if (OperatingSystem.IsWindows()) return null;
        string target;
        try
        {
            target = new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
        }
        catch (IOException)
        {
            return null;
        }

        // Standard input and its like are links to something without a name.
        if (!Path.Exists(target)) return "a pipe";
        if (new FileInfo(target).Length > 0) return null;
        return TypeOf(target) switch
        {
            TarEntryType.Fifo => "a pipe",
            TarEntryType.CharacterDevice or TarEntryType.BlockDevice => "a device",
            null => "a socket",
            _ => null,
        };
    }

    // .NET tells kinds of files only to its writer of archives, which looks without opening.
    private static TarEntryType? TypeOf(string path)
    {
        try
        {
            using var archive = new MemoryStream();
            using (var writer = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true)) writer.WriteEntry(path, "file");
            archive.Position = 0;
            using var reader = new TarReader(archive);
            return reader.GetNextEntry()?.EntryType;
        }
        catch (UnauthorizedAccessException)
        {
            // Only an ordinary file is opened; that it can't be is for others to tell.
            return TarEntryType.RegularFile;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
