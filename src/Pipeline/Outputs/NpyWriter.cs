using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Steerlens.Pipeline.Outputs;

/// <summary>
/// Writes raw maps as NumPy files (.npy, version 1.0, float32, C order), one file for each frame, each appearing under its name
/// only when it is complete. One writer at a time.
/// </summary>
public sealed class NpyWriter
{
    private readonly string _folder;
    private readonly bool _overwrite;

    // A frame's whole file, its heading written once.
    private readonly byte[] _file;
    private readonly int _headingLength;
    private readonly int _count;

    /// <summary>Makes the folder.</summary>
    /// <param name="folder">Where the files go.</param>
    /// <param name="height">Rows of each map, at least 1.</param>
    /// <param name="width">Columns of each map, at least 1.</param>
    /// <param name="overwrite">Whether existing files may be replaced.</param>
    /// <exception cref="SteerlensException">The folder can't be written, or holds maps that may not be replaced.</exception>
    public NpyWriter(string folder, int height, int width, bool overwrite)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        _folder = folder;
        _overwrite = overwrite;
        Prepare(folder, overwrite);

        var heading = Heading(height, width);
        _count = height * width;
        _headingLength = heading.Length;
        _file = new byte[heading.Length + (_count * sizeof(float))];
        heading.CopyTo(_file, 0);
    }

    /// <summary>The name of a frame's file: the frame's number with at least six digits.</summary>
    public static string NameOf(long index) => string.Create(CultureInfo.InvariantCulture, $"{index:D6}.npy");

    /// <summary>Writes one map to one file of any name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="map">H x W values.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <exception cref="SteerlensException">The file exists and may not be replaced, or can't be written.</exception>
    public static void WriteFile(string path, ReadOnlySpan<float> map, int height, int width, bool overwrite)
    {
        if (map.Length != height * width) throw new ArgumentException($"{map.Length} values are no {height}x{width} map.", nameof(map));
        using var file = new WholeFile(path, overwrite);
        file.Write(Heading(height, width));
        var bytes = new byte[map.Length * sizeof(float)];
        CopyLittleEndian(map, bytes);
        file.Write(bytes);
        file.Complete();
    }

    /// <summary>Writes one frame's map.</summary>
    /// <param name="index">The frame's number from 0, which names the file.</param>
    /// <param name="map">H x W values.</param>
    /// <exception cref="SteerlensException">The file can't be written.</exception>
    public void Write(long index, ReadOnlySpan<float> map)
    {
        if (map.Length != _count) throw new ArgumentException($"{map.Length} values are no map of {_count}.", nameof(map));
        CopyLittleEndian(map, _file.AsSpan(_headingLength));
        var path = Path.Combine(_folder, NameOf(index));
        var partial = WholeFile.PartialPathOf(path);
        try
        {
            using (var handle = File.OpenHandle(partial, FileMode.Create, FileAccess.Write))
                RandomAccess.Write(handle, _file, 0);
            File.Move(partial, path, _overwrite);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            WholeFile.DeletePartial(partial);
            throw new SteerlensException(ExitCode.OutputUnwritable, $"'{path}' can't be written: {WholeFile.Reason(exception)}", exception);
        }
    }

    private static void Prepare(string folder, bool overwrite)
    {
        if (File.Exists(folder))
            throw new SteerlensException(ExitCode.OutputUnwritable, $"'{folder}' is a file, and maps need a folder: give another name");
        WholeFile.RequireFolders(folder);
        try
        {
            Directory.CreateDirectory(folder);
            if (overwrite) RemoveMaps(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SteerlensException(ExitCode.OutputUnwritable, $"the folder '{folder}' can't be made or cleared: {WholeFile.Reason(exception)}", exception);
        }

        if (!overwrite && Directory.EnumerateFiles(folder, "*.npy").Any())
            throw new SteerlensException(ExitCode.OutputUnwritable, $"'{folder}' holds maps already: pass -y to replace them, or give another folder");
    }

    /// <summary>What an earlier run wrote must not be taken for maps of this one; nothing else in the folder is touched.</summary>
    private static void RemoveMaps(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*.npy").Where(IsMap).ToList()) File.Delete(path);
    }

    private static bool IsMap(string path) =>
        Path.GetExtension(path) is ".npy" && Path.GetFileNameWithoutExtension(path) is { Length: >= 6 } number && number.All(char.IsAsciiDigit);

    /// <summary>The format's magic, version and dictionary, padded with spaces to a multiple of 64 bytes.</summary>
    private static byte[] Heading(int height, int width)
    {
        const int prefix = 10;
        var dictionary = string.Create(CultureInfo.InvariantCulture, $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({height}, {width}), }}");
        var length = (prefix + dictionary.Length + 1 + 63) / 64 * 64;
        var heading = new byte[length];
        heading.AsSpan().Fill((byte)' ');
        heading[0] = 0x93;
        Encoding.ASCII.GetBytes("NUMPY", heading.AsSpan(1));
        (heading[6], heading[7]) = (1, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(heading.AsSpan(8), (ushort)(length - prefix));
        Encoding.ASCII.GetBytes(dictionary, heading.AsSpan(prefix));
        heading[^1] = (byte)'\n';
        return heading;
    }

    private static void CopyLittleEndian(ReadOnlySpan<float> source, Span<byte> target)
    {
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(source).CopyTo(target);
            return;
        }

        for (var index = 0; index < source.Length; index++)
            BinaryPrimitives.WriteSingleLittleEndian(target[(index * sizeof(float))..], source[index]);
    }
}
