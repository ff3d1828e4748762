namespace Steerlens.Models.Onnx;

/// <summary>What a name in the graph stands for: a <see cref="Constant"/> or a <see cref="ComputedValue"/>.</summary>
internal abstract class Value;

/// <summary>A tensor that does not depend on the picture: weights, shapes, factors. Row-major in the file's own order.</summary>
internal sealed class Constant : Value
{
    private readonly float[]? _floats;
    private readonly long[]? _integers;

    public Constant(int[] dimensions, float[] values)
    {
        Dimensions = dimensions;
        _floats = values;
    }

    public Constant(int[] dimensions, long[] values)
    {
        Dimensions = dimensions;
        _integers = values;
    }

    public int[] Dimensions { get; }

    public int Rank => Dimensions.Length;

    public int Count => _floats?.Length ?? _integers!.Length;

    public bool IsInteger => _integers != null;

    /// <summary>The values as floats; converted where the file holds integers.</summary>
    public float[] Floats => _floats ?? Array.ConvertAll(_integers!, value => (float)value);

    /// <summary>The values as integers; cut off where the file holds floats.</summary>
    public long[] Integers => _integers ?? Array.ConvertAll(_floats!, value => (long)value);

    /// <summary>The same values in another shape of as many values.</summary>
    public Constant WithDimensions(int[] dimensions) =>
        _floats != null ? new Constant(dimensions, _floats) : new Constant(dimensions, _integers!);

    /// <summary>A constant of the values at these indices.</summary>
    public Constant Pick(int[] dimensions, int[] indices) => _floats != null
        ? new Constant(dimensions, Array.ConvertAll(indices, index => _floats[index]))
        : new Constant(dimensions, Array.ConvertAll(indices, index => _integers![index]));
}
