using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Archive;

/// <summary>
/// What tells one state of a source from another. A file of up to 16 MiB: its size and the hash of all its bytes. A larger one: its size, the
/// time of its last change, and the hash of its first and last 4 MiB. A folder: the names, sizes and times of its files. A rendered road: its address.
/// </summary>
internal static class SourceFingerprint
{
    /// <summary>Up to this many bytes a file is hashed whole.</summary>
    internal const long Whole = 16 << 20;

    private const int End = 4 << 20;

    /// <summary>The fingerprint of a film's sources, in order.</summary>
    /// <exception cref="IOException">A file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static string Of(IEnumerable<string> sources)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var source in sources) Append(hash, source);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    /// <summary>Size and time of the last change of every file, or a hash of many: what moves while somebody still writes.</summary>
    public static string Quick(IEnumerable<string> sources) =>
        string.Join('\n', sources.Select(source => File.Exists(source) ? Facts(new FileInfo(source)) : Directory.Exists(source) ? Of([source]) : source));

    /// <summary>The bytes of a source; 0 where it is no file or folder.</summary>
    public static long SizeOf(string source)
    {
        try
        {
            if (SceneOptions.IsAddress(source)) return 0;
            return Directory.Exists(source) ? FilesOf(source).Sum(file => file.Length) : new FileInfo(source) is { Exists: true } file ? file.Length : 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static void Append(IncrementalHash hash, string source)
    {
        if (Directory.Exists(source))
        {
            foreach (var file in FilesOf(source)) AppendText(hash, file.Name + ' ' + Facts(file));
            return;
        }

        if (SceneOptions.IsAddress(source) || !File.Exists(source))
        {
            AppendText(hash, source);
            return;
        }

        using var stream = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var size = stream.Length;
        AppendText(hash, size.ToString(CultureInfo.InvariantCulture));
        if (size <= Whole)
        {
            AppendBytes(hash, stream, size);
            return;
        }

        AppendText(hash, File.GetLastWriteTimeUtc(source).Ticks.ToString(CultureInfo.InvariantCulture));
        AppendBytes(hash, stream, End);
        stream.Position = size - End;
        AppendBytes(hash, stream, End);
    }

    private static void AppendBytes(IncrementalHash hash, Stream stream, long count)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 18);
        try
        {
            while (count > 0 && stream.Read(buffer, 0, (int)Math.Min(buffer.Length, count)) is var read and > 0)
            {
                hash.AppendData(buffer, 0, read);
                count -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void AppendText(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + '\n'));

    private static IEnumerable<FileInfo> FilesOf(string folder) => new DirectoryInfo(folder).EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal);

    private static string Facts(FileInfo file) => string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks}");
}
