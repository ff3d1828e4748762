using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Steerlens.Pipeline.Outputs;

/// <summary>A map read from a file.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Values">Height x width finite values.</param>
public sealed record NpyMap(int Height, int Width, float[] Values);

/// <summary>
/// Reads a map that NumPy or <see cref="NpyWriter"/> wrote: .npy of version 1 to 3, two dimensions, little-endian float32 or float64 in C order.
/// Nothing that a file says is believed before it is checked.
/// </summary>
public static partial class NpyReader
{
    private const int LargestSide = 8192;
    private const int LargestHeading = 4096;
    private const int Prefix = 8;

    private static ReadOnlySpan<byte> Magic => "NUMPY"u8;

    /// <summary>Reads one map.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="SteerlensException">It can't be read or is no such map; one line says why.</exception>
    public static NpyMap Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var (height, width, size) = ReadHeading(file, path);
            var bytes = new byte[height * width * size];
            var expected = file.Position + bytes.Length;
            if (file.Length != expected)
                throw Wrong(path, string.Create(CultureInfo.InvariantCulture, $"has {file.Length} bytes, and a {height}x{width} map of {8 * size}-bit values needs {expected}: write it again"));
            file.ReadExactly(bytes);
            return new NpyMap(height, width, Values(bytes, size, path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SteerlensException(ExitCode.InputUnreadable, $"'{path}' can't be read: {WholeFile.Reason(exception)}", exception);
        }
    }

    private static (int Height, int Width, int Size) ReadHeading(FileStream file, string path)
    {
        Span<byte> prefix = stackalloc byte[Prefix];
        if (file.ReadAtLeast(prefix, Prefix, throwOnEndOfStream: false) < Prefix || prefix[0] != 0x93 || !prefix[1..6].SequenceEqual(Magic))
            throw Wrong(path, "is no NumPy file: save the map with numpy.save");
        if (prefix[6] is not (1 or 2 or 3)) throw Wrong(path, $"is a NumPy file of version {prefix[6]}, and 1 to 3 are read: save it with numpy.save");
        Span<byte> length = stackalloc byte[prefix[6] == 1 ? 2 : 4];
        if (file.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) < length.Length) throw Wrong(path, "ends within its heading: write it again");
        long size = length.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(length) : BinaryPrimitives.ReadUInt32LittleEndian(length);
        if (size > LargestHeading) throw Wrong(path, $"has a heading of {size} bytes, which no map needs: save it with numpy.save");
        var heading = new byte[size];
        if (file.ReadAtLeast(heading, heading.Length, throwOnEndOfStream: false) < heading.Length) throw Wrong(path, "ends within its heading: write it again");
        return Understand(Encoding.Latin1.GetString(heading), path);
    }

    private static (int Height, int Width, int Size) Understand(string heading, string path)
    {
        var type = TypePattern().Match(heading).Groups["type"].Value;
        var size = type switch
        {
            "<f4" => 4,
            "<f8" => 8,
            _ => throw Wrong(path, $"holds {(type.Length > 0 ? $"values of type '{type}'" : "no values of one type")}, and <f4 or <f8 is expected: save map.astype('<f4')"),
        };
        if (!OrderPattern().IsMatch(heading)) throw Wrong(path, "is not in C order: save numpy.ascontiguousarray(map)");
        var shape = ShapePattern().Match(heading);
        if (!shape.Success) throw Wrong(path, "does not have two dimensions: save a map of rows x columns");
        return (Side(shape.Groups["height"].Value, path), Side(shape.Groups["width"].Value, path), size);
    }

    private static int Side(string text, string path) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var side) && side is >= 1 and <= LargestSide
            ? side
            : throw Wrong(path, $"has a side of {text}, and 1 to {LargestSide} are read: save a map of rows x columns");

    private static float[] Values(ReadOnlySpan<byte> bytes, int size, string path)
    {
        var values = new float[bytes.Length / size];
        for (var index = 0; index < values.Length; index++)
        {
            var at = bytes.Slice(index * size, size);
            values[index] = size == 4 ? BinaryPrimitives.ReadSingleLittleEndian(at) : (float)BinaryPrimitives.ReadDoubleLittleEndian(at);
            if (!float.IsFinite(values[index])) throw Wrong(path, $"holds a value that is no finite number ({values[index].ToString(CultureInfo.InvariantCulture)}): a map needs numbers everywhere");
        }

        return values;
    }

    private static SteerlensException Wrong(string path, string reason) => new(ExitCode.InputUnreadable, $"'{path}' {reason}");

    [GeneratedRegex(@"'descr':\s*'(?<type>[^']{1,8})'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"'fortran_order':\s*False", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OrderPattern();

    [GeneratedRegex(@"'shape':\s*\(\s*(?<height>\d+)\s*,\s*(?<width>\d+)\s*,?\s*\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ShapePattern();
}
