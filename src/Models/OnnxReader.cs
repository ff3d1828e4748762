using Steerlens.Models.Onnx;

namespace Steerlens.Models;

/// <summary>
/// Reads steering networks from ONNX files (operator sets 7 to 26): graphs of layers with one picture, or a few frames, as their input and one
/// output or several. Everything that is wrong with a file becomes a <see cref="NetworkFormatException"/> of one line.
/// </summary>
public static class OnnxReader
{
    /// <summary>The operators that are read, in alphabetical order.</summary>
    public static IReadOnlyList<string> SupportedOperators => OperatorTable.Names;

    /// <summary>Reads a file. Weights in files beside it are read, too, if they lie in its folder.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <returns>The network, named for the file without its ending.</returns>
    /// <exception cref="NetworkFormatException">The file can't be read, is no ONNX, or is not a network that can be used.</exception>
    public static Network Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var stream = RegularFile.Open(path);
            return Read(stream, path, Path.GetDirectoryName(Path.GetFullPath(path)));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new NetworkFormatException($"there is no network at '{path}': check the path.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NetworkFormatException($"the network '{path}' can't be read: {(Directory.Exists(path) ? "it is a folder, name the .onnx file in it" : exception.Message.TrimEnd('.'))}.", exception);
        }
    }

    /// <summary>Reads a network from a stream. Weights must be inside.</summary>
    /// <param name="stream">The bytes of an ONNX file, read to their end.</param>
    /// <param name="name">The file's name, for messages and, without folder and ending, as the network's name.</param>
    /// <exception cref="NetworkFormatException">The bytes are no ONNX or not a network that can be used.</exception>
    public static Network Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Read(stream, name, folder: null);
    }

    private static Network Read(Stream stream, string name, string? folder) =>
        new Translation(name, ModelFile.Parse(stream, name), new ExternalData(name, folder)).Run();
}
