namespace Steerlens.Kernels.Engines;

/// <summary>The figures of <see cref="IVectorOperations{TVector}"/> for a vector width that is known when the program runs.</summary>
internal static class VectorShape
{
    /// <summary>Values in a vector.</summary>
    public static int LanesOf(InstructionSet instructions) => instructions switch
    {
        InstructionSet.Vector512 => Operations512.Count,
        InstructionSet.Vector256 => Operations256.Count,
        _ => Operations128.Count,
    };

    /// <summary>Vectors of output channels that have registers beside eight positions.</summary>
    public static int GroupVectorsOf(InstructionSet instructions) => instructions switch
    {
        InstructionSet.Vector512 => Operations512.GroupVectors,
        InstructionSet.Vector256 => Operations256.GroupVectors,
        _ => Operations128.GroupVectors,
    };

    /// <summary>
    /// How many positions can share a vector when each needs <paramref name="values"/> of it: 4, 2, or 1 where sharing is not worth it. Narrower
    /// vectors come with too few registers.
    /// </summary>
    public static int SharesOf(InstructionSet instructions, int values) => instructions switch
    {
        InstructionSet.Vector512 when values <= Operations512.Count / 4 => 4,
        InstructionSet.Vector512 when values <= Operations512.Count / 2 => 2,
        _ => 1,
    };
}
