using Google.Protobuf;

namespace Steerlens.Models.Onnx;

/// <summary>
/// Walks over the fields of a file before anything is made of them. A message of two bytes becomes an object of a hundred, so a
/// hostile file could ask for far more memory than its own size; steering networks have some hundred fields.
/// </summary>
internal static class FieldLimit
{
    private const int MaximumFields = 1_000_000;

    private enum Message
    {
        None,
        Model,
        Graph,
        Node,
        Attribute,
        Tensor,
        Value,
        Type,
        TensorType,
        Shape,
        Leaf,
    }

    /// <summary>Counts the fields of all messages.</summary>
    /// <exception cref="NetworkFormatException">There are more than a million.</exception>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no messages.</exception>
    public static void Check(byte[] bytes, string file)
    {
        var count = 0;
        Walk(new CodedInputStream(bytes), Message.Model, ref count);
        if (count > MaximumFields)
            throw new NetworkFormatException($"'{file}' has over {MaximumFields} fields: steering networks are smaller.");
    }

    private static void Walk(CodedInputStream stream, Message message, ref int count)
    {
        uint tag;
        while (count <= MaximumFields && (tag = stream.ReadTag()) != 0)
        {
            // Values that an old exporter wrote one by one are as long in memory as in the file.
            if (message != Message.Tensor || WireFormat.GetTagFieldNumber(tag) is not (4 or 5 or 7 or 10)) count++;
            var inner = Inner(message, WireFormat.GetTagFieldNumber(tag));
            if (inner == Message.None || WireFormat.GetTagWireType(tag) != WireFormat.WireType.LengthDelimited)
            {
                stream.SkipLastField();
                continue;
            }

            Walk(stream.ReadBytes().CreateCodedInput(), inner, ref count);
        }
    }

    private static Message Inner(Message message, int field) => (message, field) switch
    {
        (Message.Model, 7) => Message.Graph,
        (Message.Model, 8 or 14) => Message.Leaf,
        (Message.Graph, 1) => Message.Node,
        (Message.Graph, 5) => Message.Tensor,
        (Message.Graph, 11 or 12) => Message.Value,
        (Message.Node, 5) => Message.Attribute,
        (Message.Attribute, 5) => Message.Tensor,
        (Message.Tensor, 13) => Message.Leaf,
        (Message.Value, 2) => Message.Type,
        (Message.Type, 1) => Message.TensorType,
        (Message.TensorType, 2) => Message.Shape,
        (Message.Shape, 1) => Message.Leaf,
        _ => Message.None,
    };
}
