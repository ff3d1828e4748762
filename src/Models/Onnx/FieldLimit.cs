namespace Steerlens.Models.Onnx;

/// <summary>
/// Walks over the fields of a file before anything is made of them. A message of two bytes becomes an object of two hundred, and a byte of a
/// packed list a number of eight, so a hostile file could ask for far more memory than its own size; steering networks have some hundred
/// fields.
/// </summary>
internal static class FieldLimit
{
    private const int MaximumFields = 1 << 18;

    /// <summary>Bytes of names and texts together: as text they take twice that.</summary>
    private const int MaximumText = 4 << 20;

    /// <summary>Bytes of integers that are stored as a list: in memory they take up to eight times that.</summary>
    private const int MaximumIntegers = 4 << 20;

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
        Text,
        Integers,
    }

    /// <summary>Adds up the fields of all messages, their texts and their lists of integers.</summary>
    /// <returns>False where the bytes are no messages.</returns>
    /// <exception cref="NetworkFormatException">There are more than a steering network has.</exception>
    public static bool Check(ReadOnlySpan<byte> bytes, string file)
    {
        var sums = default(Sums);
        if (!Walk(bytes, Message.Model, ref sums)) return false;
        if (sums.Fields > MaximumFields) throw new NetworkFormatException($"'{file}' has over {MaximumFields} fields: steering networks are smaller.");
        if (sums.Text > MaximumText) throw new NetworkFormatException($"'{file}' has over {MaximumText >> 20} MiB of names and metadata: save it without them.");
        if (sums.Integers > MaximumIntegers) throw new NetworkFormatException($"'{file}' has over {MaximumIntegers >> 20} MiB of integers in lists: save it with raw tensors of floats.");
        return true;
    }

    private static bool Walk(ReadOnlySpan<byte> bytes, Message message, ref Sums sums)
    {
        while (!bytes.IsEmpty)
        {
            if (!ReadNumber(ref bytes, out var tag) || tag >> 3 is 0 or > int.MaxValue) return false;
            var field = (int)(tag >> 3);
            var inner = Inner(message, field);
            var before = bytes.Length;
            ReadOnlySpan<byte> part = [];
            switch (tag & 7)
            {
                case 0:
                    if (!ReadNumber(ref bytes, out _)) return false;
                    break;
                case 1 or 5:
                    var width = (tag & 7) == 1 ? 8 : 4;
                    if (bytes.Length < width) return false;
                    bytes = bytes[width..];
                    break;
                case 2:
                    if (!ReadNumber(ref bytes, out var length) || length > (ulong)bytes.Length) return false;
                    part = bytes[..(int)length];
                    bytes = bytes[(int)length..];
                    break;
                default:
                    return false;
            }

            // Values that an old exporter wrote one by one are as long in memory as in the file.
            if (message != Message.Tensor || field is not (4 or 5 or 7 or 10)) sums.Fields++;
            if (inner == Message.Text) sums.Text += part.Length;
            else if (inner == Message.Integers) sums.Integers += before - bytes.Length;
            else if (inner != Message.None && !Walk(part, inner, ref sums)) return false;
            if (sums.IsOver) return true;
        }

        return true;
    }

    private static bool ReadNumber(ref ReadOnlySpan<byte> bytes, out ulong number)
    {
        number = 0;
        for (var index = 0; index < Math.Min(10, bytes.Length); index++)
        {
            number |= (ulong)(bytes[index] & 127) << (7 * index);
            if (bytes[index] > 127) continue;
            bytes = bytes[(index + 1)..];
            return true;
        }

        return false;
    }

    private static Message Inner(Message message, int field) => (message, field) switch
    {
        (Message.Model, 2) => Message.Text,
        (Message.Model, 7) => Message.Graph,
        (Message.Model, 8 or 14) => Message.Leaf,
        (Message.Graph, 1) => Message.Node,
        (Message.Graph, 5) => Message.Tensor,
        (Message.Graph, 11 or 12) => Message.Value,
        (Message.Node, 1 or 2 or 3 or 4 or 7) => Message.Text,
        (Message.Node, 5) => Message.Attribute,
        (Message.Attribute, 1 or 4) => Message.Text,
        (Message.Attribute, 5) => Message.Tensor,
        (Message.Attribute, 8) => Message.Integers,
        (Message.Tensor, 1 or 5 or 7) => Message.Integers,
        (Message.Tensor, 8) => Message.Text,
        (Message.Tensor, 13) => Message.Leaf,
        (Message.Value, 1) => Message.Text,
        (Message.Value, 2) => Message.Type,
        (Message.Type, 1) => Message.TensorType,
        (Message.TensorType, 2) => Message.Shape,
        (Message.Shape, 1) => Message.Leaf,
        (Message.Leaf, 1 or 2) => Message.Text,
        _ => Message.None,
    };

    private record struct Sums(int Fields, long Text, long Integers)
    {
        public readonly bool IsOver => Fields > MaximumFields || Text > MaximumText || Integers > MaximumIntegers;
    }
}
