using System.Globalization;

namespace Steerlens.Models.Onnx;

/// <summary>Weights that an ONNX file keeps in another file. Only files in the network's own folder or below are opened.</summary>
/// <param name="file">The network's name, for messages.</param>
/// <param name="folder">The folder of the network's file; null where it came from a stream.</param>
internal sealed class ExternalData(string file, string? folder)
{
    /// <summary>Reads the bytes of one tensor.</summary>
    /// <exception cref="NetworkFormatException">There is no folder, the place is outside it, or the file is missing or too short.</exception>
    public byte[] Read(TensorProto tensor, long length)
    {
        var location = Entry(tensor, "location") ?? throw Fail(tensor, "keeps its data in another file without naming it");
        if (folder == null) throw Fail(tensor, $"keeps its data in '{location}': save the network as one file");
        var path = Path.GetFullPath(Path.Combine(folder, location.Replace('\0', '?')));
        var relative = Path.GetRelativePath(folder, path);
        if (Path.IsPathRooted(location) || Path.IsPathRooted(relative) || relative.StartsWith("..", StringComparison.Ordinal))
            throw Fail(tensor, $"keeps its data in '{location}', outside the network's folder: save the network as one file");
        if (FirstLink(relative) is { } link) throw Fail(tensor, $"keeps its data in '{location}', where '{link}' is a link: put the file itself beside the network");
        var offset = Number(tensor, "offset") ?? 0;
        if (offset < 0 || (Number(tensor, "length") ?? length) != length)
            throw Fail(tensor, $"needs {length} bytes of '{location}', but the network says otherwise: it is damaged");
        try
        {
            using var stream = RegularFile.Open(path);
            if (length > stream.Length || offset > stream.Length - length) throw Fail(tensor, $"needs {length} bytes at {offset} of '{location}', which has {stream.Length}: copy it again");
            stream.Position = offset;
            var bytes = new byte[length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NetworkFormatException(Fail(tensor, $"keeps its data in '{location}', which can't be read: put it beside the network").Message, exception);
        }
    }

    /// <summary>A link on the way down from the network's folder could lead anywhere.</summary>
    private string? FirstLink(string relative)
    {
        var at = folder!;
        foreach (var part in relative.Split(Path.DirectorySeparatorChar))
        {
            at = Path.Combine(at, part);
            if (new FileInfo(at).LinkTarget is not null) return part;
        }

        return null;
    }

    private static string? Entry(TensorProto tensor, string key) =>
        tensor.ExternalData.FirstOrDefault(entry => string.Equals(entry.Key, key, StringComparison.Ordinal))?.Value;

    private long? Number(TensorProto tensor, string key)
    {
        var text = Entry(tensor, key);
        if (text == null) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Fail(tensor, $"has '{text}' as the {key} of its data: it is damaged");
    }

    private NetworkFormatException Fail(TensorProto tensor, string what) => new($"'{file}': the tensor '{tensor.Name}' {what}.");
}
