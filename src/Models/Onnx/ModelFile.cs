using System.Buffers;
using System.Text;
using Google.Protobuf;

namespace Steerlens.Models.Onnx;

/// <summary>From bytes to the messages of an ONNX file, with bounded memory whatever the bytes are.</summary>
internal static class ModelFile
{
    private const int MaximumBytes = 512 << 20;
    private const int OldestOperatorSet = 7;
    private const int NewestOperatorSet = 26;
    private const int LongestStart = 32;

    /// <summary>The first bytes that a model can have: the tags of its fields.</summary>
    private static readonly byte[] FirstTags = [0x08, 0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42, 0x72, 0xa2, 0xca];

    private static readonly (byte[] Start, string What)[] Strangers =
    [
        ([0x89, (byte)'H', (byte)'D', (byte)'F'], "a Keras or HDF5 file: convert it with src/Models/convert/keras_to_onnx.py or tf2onnx"),
        ([(byte)'P', (byte)'K', 3, 4], "a zip archive, as PyTorch and Keras write: export the network with torch.onnx.export or tf2onnx"),
        ("version https://git-lfs"u8.ToArray(), "a Git LFS pointer: run git lfs pull"),
    ];

    /// <summary>Reads the stream to its end and takes it apart.</summary>
    /// <exception cref="NetworkFormatException">The bytes are too many, no ONNX, damaged, or from before operator set 7.</exception>
    public static ModelProto Parse(Stream stream, string file)
    {
        Span<byte> first = stackalloc byte[LongestStart];
        first = first[..stream.ReadAtLeast(first, LongestStart, throwOnEndOfStream: false)];
        if (first.IsEmpty) throw new NetworkFormatException($"'{file}' is empty: copy or export the network again.");
        foreach (var (start, what) in Strangers)
        {
            if (first.StartsWith(start)) throw new NetworkFormatException($"'{file}' is not an ONNX file but {what}.");
        }

        // A long film under a wrong name is not read to its end.
        if (!FirstTags.AsSpan().Contains(first[0])) throw new NetworkFormatException(NotOnnx(first, file));
        var bytes = ReadAll(first, stream, file);
        if (!FieldLimit.Check(bytes.Span, file)) throw new NetworkFormatException(Damaged(bytes.Span, file));
        ModelProto model;
        try
        {
            model = ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(new ReadOnlySequence<byte>(bytes));
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new NetworkFormatException(Damaged(bytes.Span, file), exception);
        }

        if (model.IrVersion <= 0) throw new NetworkFormatException(NotOnnx(bytes.Span, file));
        if (model.Graph == null) throw new NetworkFormatException($"'{file}' holds no graph: it is cut short, or not a network.");
        var version = OperatorSetOf(model);
        if (version == 0) throw new NetworkFormatException($"'{file}' names no version of the ONNX operators: it is cut short, or its exporter is at fault.");
        if (version < OldestOperatorSet)
            throw new NetworkFormatException($"'{file}' uses ONNX operator set {version}: export it again with {OldestOperatorSet} or newer.");
        if (version > NewestOperatorSet)
            throw new NetworkFormatException($"'{file}' uses ONNX operator set {version}, which is not known here: export it again with {OldestOperatorSet} to {NewestOperatorSet}.");
        return model;
    }

    /// <summary>The version of the ONNX operators that a file uses; 0 where it says none.</summary>
    public static long OperatorSetOf(ModelProto model) => model.OpsetImport.FirstOrDefault(set => set.Domain is "" or "ai.onnx")?.Version ?? 0;

    private static ReadOnlyMemory<byte> ReadAll(ReadOnlySpan<byte> first, Stream stream, string file)
    {
        if (stream.CanSeek && stream.Length > MaximumBytes) throw TooLarge();
        using var memory = new MemoryStream(stream.CanSeek ? (int)stream.Length : 0);
        memory.Write(first);
        var buffer = new byte[81920];
        int count;
        while ((count = stream.Read(buffer)) > 0)
        {
            if (memory.Length + count > MaximumBytes) throw TooLarge();
            memory.Write(buffer, 0, count);
        }

        return memory.GetBuffer().AsMemory(0, (int)memory.Length);

        NetworkFormatException TooLarge() => new($"'{file}' is larger than {MaximumBytes >> 20} MiB: steering networks are smaller.");
    }

    /// <summary>ONNX files in practice begin with their format version, one small number in field 1.</summary>
    private static string Damaged(ReadOnlySpan<byte> bytes, string file) => bytes[0] == 0x08 && bytes.Length > 1 && bytes[1] is > 0 and < 64
        ? $"'{file}' is cut short or damaged: copy or export the network again."
        : NotOnnx(bytes, file);

    private static string NotOnnx(ReadOnlySpan<byte> bytes, string file)
    {
        var start = bytes[..Math.Min(bytes.Length, 16)];
        var printable = start.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0;
        var shown = printable ? $"'{Encoding.ASCII.GetString(start)}'" : Convert.ToHexString(start[..Math.Min(start.Length, 8)]);
        return $"'{file}' is not an ONNX file: it begins with {shown}. Name a network exported to ONNX.";
    }
}
