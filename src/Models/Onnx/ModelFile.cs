using System.Text;
using Google.Protobuf;

namespace Steerlens.Models.Onnx;

/// <summary>From bytes to the messages of an ONNX file, with bounded memory whatever the bytes are.</summary>
internal static class ModelFile
{
    private const int MaximumBytes = 512 << 20;
    private const int OldestOperatorSet = 7;

    private static readonly (byte[] Start, string What)[] Strangers =
    [
        ([0x89, (byte)'H', (byte)'D', (byte)'F'], "a Keras or HDF5 file: convert it with tf2onnx"),
        ([(byte)'P', (byte)'K', 3, 4], "a zip archive, as PyTorch and Keras write: export the network with torch.onnx.export or tf2onnx"),
        ("version https://git-lfs"u8.ToArray(), "a Git LFS pointer: run git lfs pull"),
    ];

    /// <summary>Reads the stream to its end and takes it apart.</summary>
    /// <exception cref="NetworkFormatException">The bytes are too many, no ONNX, damaged, or from before operator set 7.</exception>
    public static ModelProto Parse(Stream stream, string file)
    {
        var bytes = ReadAll(stream, file);
        if (bytes.Length == 0) throw new NetworkFormatException($"'{file}' is empty: copy or export the network again.");
        foreach (var (start, what) in Strangers)
        {
            if (bytes.AsSpan().StartsWith(start)) throw new NetworkFormatException($"'{file}' is not an ONNX file but {what}.");
        }

        ModelProto model;
        try
        {
            FieldLimit.Check(bytes, file);
            model = ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new NetworkFormatException(Damaged(bytes, file), exception);
        }

        if (model.IrVersion <= 0) throw new NetworkFormatException(NotOnnx(bytes, file));
        if (model.Graph == null) throw new NetworkFormatException($"'{file}' holds no graph: it is cut short, or not a network.");
        var version = model.OpsetImport.FirstOrDefault(set => set.Domain is "" or "ai.onnx")?.Version
            ?? throw new NetworkFormatException($"'{file}' names no version of the ONNX operators: it is cut short, or its exporter is at fault.");
        if (version < OldestOperatorSet)
            throw new NetworkFormatException($"'{file}' uses ONNX operator set {version}: export it again with {OldestOperatorSet} or newer.");
        return model;
    }

    private static byte[] ReadAll(Stream stream, string file)
    {
        using var memory = new MemoryStream();
        var buffer = new byte[81920];
        int count;
        while ((count = stream.Read(buffer)) > 0)
        {
            if (memory.Length + count > MaximumBytes)
                throw new NetworkFormatException($"'{file}' is larger than {MaximumBytes >> 20} MiB: steering networks are smaller.");
            memory.Write(buffer, 0, count);
        }

        return memory.ToArray();
    }

    /// <summary>ONNX files in practice begin with their format version, one small number in field 1.</summary>
    private static string Damaged(byte[] bytes, string file) => bytes[0] == 0x08 && bytes.Length > 1 && bytes[1] is > 0 and < 64
        ? $"'{file}' is cut short or damaged: copy or export the network again."
        : NotOnnx(bytes, file);

    private static string NotOnnx(byte[] bytes, string file)
    {
        var start = bytes.AsSpan(0, Math.Min(bytes.Length, 16));
        var printable = start.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0;
        var shown = printable ? $"'{Encoding.ASCII.GetString(start)}'" : Convert.ToHexString(start[..Math.Min(start.Length, 8)]);
        return $"'{file}' is not an ONNX file: it begins with {shown}. Name a network exported to ONNX.";
    }
}
