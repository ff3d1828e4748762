using Google.Protobuf;

namespace Steerlens.EndToEnd.Tests;

/// <summary>
/// Writes the smallest ONNX files that show one fault each: a picture of 1 x channels x 4 x 4, one convolution over all of it, one
/// element-wise operator, one output.
/// </summary>
internal static class BadInputNetworks
{
    private const int Float = 1;
    private const int Size = 4;

    /// <summary>A network without a fault, unless the arguments are one.</summary>
    public static byte[] Make(string @operator = "Relu", int channels = 3, float weight = 0.01f, int outputs = 1) => Message(
        Number(1, 8),
        Nested(7, Graph(@operator, channels, weight, outputs)),
        Nested(8, Text(1, ""), Number(2, 13)));

    private static byte[] Graph(string @operator, int channels, float weight, int outputs) => Message(
        Nested(1, Text(1, "picture"), Text(1, "weights"), Text(2, "sum"), Text(3, "conv1"), Text(4, "Conv")),
        Nested(1, Text(1, "sum"), Text(2, "bent"), Text(3, "bend1"), Text(4, @operator)),
        Nested(1, Text(1, "bent"), Text(2, "angle"), Text(3, "flatten1"), Text(4, "Flatten")),
        Nested(5, Weights(channels, weight, outputs)),
        Nested(11, Value("picture", 1, channels, Size, Size)),
        Nested(12, Value("angle", 1, outputs)));

    private static byte[] Weights(int channels, float weight, int outputs)
    {
        var values = new byte[outputs * channels * Size * Size * sizeof(float)];
        for (var offset = 0; offset < values.Length; offset += sizeof(float)) BitConverter.TryWriteBytes(values.AsSpan(offset), weight);
        return Message(Number(1, outputs), Number(1, channels), Number(1, Size), Number(1, Size), Number(2, Float), Text(8, "weights"), Nested(9, values));
    }

    private static byte[] Value(string name, params int[] shape) => Message(
        Text(1, name),
        Nested(2, Nested(1, Number(1, Float), Nested(2, [.. shape.Select(size => Nested(1, Number(1, size)))]))));

    private static byte[] Number(int field, long value) => Write(field, WireFormat.WireType.Varint, stream => stream.WriteInt64(value));

    private static byte[] Text(int field, string value) => Write(field, WireFormat.WireType.LengthDelimited, stream => stream.WriteString(value));

    private static byte[] Nested(int field, params byte[][] parts) =>
        Write(field, WireFormat.WireType.LengthDelimited, stream => stream.WriteBytes(ByteString.CopyFrom(Message(parts))));

    private static byte[] Message(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    private static byte[] Write(int field, WireFormat.WireType type, Action<CodedOutputStream> value)
    {
        using var buffer = new MemoryStream();
        using (var stream = new CodedOutputStream(buffer, leaveOpen: true))
        {
            stream.WriteTag(field, type);
            value(stream);
        }

        return buffer.ToArray();
    }
}
