using System.Globalization;
using System.Runtime.InteropServices;

namespace Steerlens.Models.Onnx;

/// <summary>From a tensor as it is stored (typed lists, raw bytes, a file beside) to a <see cref="Constant"/>.</summary>
/// <param name="file">The network's name, for messages.</param>
/// <param name="external">Reads files beside it.</param>
/// <param name="spend">Counts values before they are allocated; refuses too many.</param>
internal sealed class TensorDecoder(string file, ExternalData external, Action<long> spend)
{
    private const int MaximumRank = 8;
    private const int External = 1;
    private const int Text = 8;

    /// <summary>Integers make shapes and lists of positions.</summary>
    private const int MaximumIntegers = 1 << 20;

    private enum Element
    {
        Float = 1,
        Byte = 2,
        SignedByte = 3,
        UnsignedShort = 4,
        Short = 5,
        Integer = 6,
        Long = 7,
        Boolean = 9,
        Half = 10,
        Double = 11,
        BrainFloat = 16,
    }

    /// <summary>Takes a stored tensor apart.</summary>
    /// <exception cref="NetworkFormatException">The shape and the data do not fit, or the kind of number is not read.</exception>
    public Constant Decode(TensorProto tensor)
    {
        var element = (Element)tensor.DataType;
        var width = Width(element);
        if (tensor.DataType == Text) throw Fail(tensor, "holds texts: store floats or integers");
        if (width == 0) throw Fail(tensor, $"holds numbers of kind {tensor.DataType}: store floats or integers");
        var dimensions = Dimensions(tensor, out var count);
        var isFloat = element is Element.Float or Element.Double or Element.Half or Element.BrainFloat;
        if (!isFloat && count > MaximumIntegers) throw Fail(tensor, $"holds {count} integers, at most {MaximumIntegers} are read: store weights as floats");
        if (isFloat && tensor.DataLocation == External) spend(count);
        if (tensor.DataLocation == External) return FromBytes(dimensions, element, external.Read(tensor, count * width));
        if (tensor.HasRawData && tensor.RawData.Length > 0)
        {
            if (tensor.RawData.Length != count * width) throw Mismatch(tensor, count, tensor.RawData.Length / (double)width);
            return FromBytes(dimensions, element, tensor.RawData.Span);
        }

        return FromLists(tensor, element, dimensions, count);
    }

    private static int Width(Element element) => element switch
    {
        Element.Byte or Element.SignedByte or Element.Boolean => 1,
        Element.UnsignedShort or Element.Short or Element.Half or Element.BrainFloat => 2,
        Element.Float or Element.Integer => 4,
        Element.Double or Element.Long => 8,
        _ => 0,
    };

    private int[] Dimensions(TensorProto tensor, out long count)
    {
        if (tensor.Dims.Count > MaximumRank) throw Fail(tensor, $"has {tensor.Dims.Count} dimensions, at most {MaximumRank} are read");
        count = 1;
        foreach (var size in tensor.Dims)
        {
            if (size is < 0 or > int.MaxValue) throw Fail(tensor, $"has a dimension of {size}");
            count *= size;
            if (count > int.MaxValue / sizeof(double)) throw Fail(tensor, "has more values than can be read");
        }

        return [.. tensor.Dims.Select(size => (int)size)];
    }

    private static Constant FromBytes(int[] dimensions, Element element, ReadOnlySpan<byte> bytes) => element switch
    {
        Element.Float => new Constant(dimensions, MemoryMarshal.Cast<byte, float>(bytes).ToArray()),
        Element.Double => new Constant(dimensions, Convert<double, float>(bytes, value => (float)value)),
        Element.Half => new Constant(dimensions, Convert<Half, float>(bytes, value => (float)value)),
        Element.BrainFloat => new Constant(dimensions, Convert<ushort, float>(bytes, Widen)),
        Element.Byte or Element.Boolean => new Constant(dimensions, Convert<byte, long>(bytes, value => value)),
        Element.SignedByte => new Constant(dimensions, Convert<sbyte, long>(bytes, value => value)),
        Element.UnsignedShort => new Constant(dimensions, Convert<ushort, long>(bytes, value => value)),
        Element.Short => new Constant(dimensions, Convert<short, long>(bytes, value => value)),
        Element.Integer => new Constant(dimensions, Convert<int, long>(bytes, value => value)),
        _ => new Constant(dimensions, MemoryMarshal.Cast<byte, long>(bytes).ToArray()),
    };

    private static TTo[] Convert<TFrom, TTo>(ReadOnlySpan<byte> bytes, Func<TFrom, TTo> convert)
        where TFrom : struct
    {
        var source = MemoryMarshal.Cast<byte, TFrom>(bytes);
        var result = new TTo[source.Length];
        for (var index = 0; index < result.Length; index++) result[index] = convert(source[index]);
        return result;
    }

    /// <summary>bfloat16 is the upper half of a float.</summary>
    private static float Widen(ushort value) => BitConverter.Int32BitsToSingle(value << 16);

    private Constant FromLists(TensorProto tensor, Element element, int[] dimensions, long count)
    {
        switch (element)
        {
            case Element.Float:
                Expect(tensor.FloatData.Count);
                return new Constant(dimensions, [.. tensor.FloatData]);
            case Element.Double:
                Expect(tensor.DoubleData.Count);
                return new Constant(dimensions, [.. tensor.DoubleData.Select(value => (float)value)]);
            case Element.Long:
                Expect(tensor.Int64Data.Count);
                return new Constant(dimensions, [.. tensor.Int64Data]);
            case Element.Half:
                Expect(tensor.Int32Data.Count);
                return new Constant(dimensions, [.. tensor.Int32Data.Select(value => (float)BitConverter.UInt16BitsToHalf((ushort)value))]);
            case Element.BrainFloat:
                Expect(tensor.Int32Data.Count);
                return new Constant(dimensions, [.. tensor.Int32Data.Select(value => Widen((ushort)value))]);
            default:
                Expect(tensor.Int32Data.Count);
                return new Constant(dimensions, [.. tensor.Int32Data.Select(value => (long)value)]);
        }

        void Expect(int stored)
        {
            if (stored != count) throw Mismatch(tensor, count, stored);
        }
    }

    private NetworkFormatException Mismatch(TensorProto tensor, long count, double stored) => Fail(
        tensor,
        string.Create(CultureInfo.InvariantCulture, $"is {string.Join('x', tensor.Dims)} ({count} values) but {stored:0.##} are stored: the file is damaged"));

    private NetworkFormatException Fail(TensorProto tensor, string what) => new($"'{file}': the tensor '{tensor.Name}' {what}.");
}
