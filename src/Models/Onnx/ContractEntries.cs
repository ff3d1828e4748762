using Google.Protobuf;

namespace Steerlens.Models.Onnx;

/// <summary>Puts an input contract into the bytes of an ONNX file. Everything else in the file stays as it is, byte for byte.</summary>
internal static class ContractEntries
{
    private const int Metadata = 14;

    /// <summary>A copy of a file with another contract in its metadata.</summary>
    /// <param name="model">The bytes of an ONNX file.</param>
    /// <param name="entries">The contract's keys and values; other entries of these keys are left out.</param>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no ONNX file.</exception>
    public static byte[] Replace(byte[] model, IReadOnlyList<KeyValuePair<string, string>> entries)
    {
        var keys = entries.Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal);
        using var result = new MemoryStream(model.Length + 1024);
        var input = new CodedInputStream(model);
        var start = 0L;
        uint tag;
        while ((tag = input.ReadTag()) != 0)
        {
            var isReplaced = false;
            if (WireFormat.GetTagFieldNumber(tag) == Metadata && WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
                isReplaced = keys.Contains(EntryProto.Parser.ParseFrom(input.ReadBytes()).Key);
            else
                input.SkipLastField();
            if (!isReplaced) result.Write(model, (int)start, (int)(input.Position - start));
            start = input.Position;
        }

        using var output = new CodedOutputStream(result, leaveOpen: true);
        foreach (var (key, value) in entries)
        {
            output.WriteTag(Metadata, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(new EntryProto { Key = key, Value = value }.ToByteString());
        }

        output.Flush();
        return result.ToArray();
    }
}
