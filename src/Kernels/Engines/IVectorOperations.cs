using System.Runtime.Intrinsics;

namespace Steerlens.Kernels.Engines;

/// <summary>What the kernels need of a vector of float32, for one width.</summary>
/// <typeparam name="TVector">The vector.</typeparam>
internal unsafe interface IVectorOperations<TVector>
    where TVector : struct
{
    /// <summary>Values in a vector.</summary>
    static abstract int Count { get; }

    /// <summary>Vectors of output channels that one tile accumulates: as many as the registers hold beside eight positions.</summary>
    static abstract int GroupVectors { get; }

    static abstract TVector Load(float* source);

    static abstract TVector Broadcast(float value);

    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector Subtract(TVector left, TVector right);

    /// <summary>The sum of all values.</summary>
    static abstract float Sum(TVector value);

    /// <summary>The first half of each of two vectors.</summary>
    static abstract TVector Join(TVector first, TVector second);

    /// <summary>The first quarter of each of four vectors.</summary>
    static abstract TVector Join(TVector first, TVector second, TVector third, TVector fourth);

    static abstract TVector Max(TVector left, TVector right);

    /// <summary>The larger value; not a number where either is none.</summary>
    static abstract TVector MaxOrNaN(TVector left, TVector right);

    /// <summary>A bit for each value that is not zero, the first value's lowest.</summary>
    static abstract ulong NonZeroBits(TVector value);

    static abstract void Store(TVector value, float* destination);
}

internal readonly unsafe struct Operations512 : IVectorOperations<Vector512<float>>
{
    public static int Count => 16;

    public static int GroupVectors => 3;

    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    public static Vector512<float> MultiplyAdd(Vector512<float> left, Vector512<float> right, Vector512<float> addend) => Vector512.FusedMultiplyAdd(left, right, addend);

    public static Vector512<float> Add(Vector512<float> left, Vector512<float> right) => left + right;

    public static Vector512<float> Subtract(Vector512<float> left, Vector512<float> right) => left - right;

    public static float Sum(Vector512<float> value) => Vector512.Sum(value);

    public static Vector512<float> Join(Vector512<float> first, Vector512<float> second) => first.WithUpper(second.GetLower());

    public static Vector512<float> Join(Vector512<float> first, Vector512<float> second, Vector512<float> third, Vector512<float> fourth) =>
        Vector512.Create(first.GetLower().WithUpper(second.GetLower().GetLower()), third.GetLower().WithUpper(fourth.GetLower().GetLower()));

    public static Vector512<float> Max(Vector512<float> left, Vector512<float> right) => Vector512.MaxNative(left, right);

    public static Vector512<float> MaxOrNaN(Vector512<float> left, Vector512<float> right) => Vector512.ConditionalSelect(Vector512.Equals(left, left), Vector512.MaxNative(left, right), left);

    public static ulong NonZeroBits(Vector512<float> value) => ~(ulong)Vector512.ExtractMostSignificantBits(Vector512.Equals(value, Vector512<float>.Zero)) & ((1UL << Count) - 1);

    public static void Store(Vector512<float> value, float* destination) => value.Store(destination);
}

internal readonly unsafe struct Operations256 : IVectorOperations<Vector256<float>>
{
    public static int Count => 8;

    public static int GroupVectors => 1;

    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    public static Vector256<float> MultiplyAdd(Vector256<float> left, Vector256<float> right, Vector256<float> addend) => Vector256.FusedMultiplyAdd(left, right, addend);

    public static Vector256<float> Add(Vector256<float> left, Vector256<float> right) => left + right;

    public static Vector256<float> Subtract(Vector256<float> left, Vector256<float> right) => left - right;

    public static float Sum(Vector256<float> value) => Vector256.Sum(value);

    public static Vector256<float> Join(Vector256<float> first, Vector256<float> second) => first.WithUpper(second.GetLower());

    public static Vector256<float> Join(Vector256<float> first, Vector256<float> second, Vector256<float> third, Vector256<float> fourth) =>
        Vector256.Create(first.GetLower().WithUpper(second.GetLower().GetLower()), third.GetLower().WithUpper(fourth.GetLower().GetLower()));

    public static Vector256<float> Max(Vector256<float> left, Vector256<float> right) => Vector256.MaxNative(left, right);

    public static Vector256<float> MaxOrNaN(Vector256<float> left, Vector256<float> right) => Vector256.ConditionalSelect(Vector256.Equals(left, left), Vector256.MaxNative(left, right), left);

    public static ulong NonZeroBits(Vector256<float> value) => ~(ulong)Vector256.ExtractMostSignificantBits(Vector256.Equals(value, Vector256<float>.Zero)) & ((1UL << Count) - 1);

    public static void Store(Vector256<float> value, float* destination) => value.Store(destination);
}

internal readonly unsafe struct Operations128 : IVectorOperations<Vector128<float>>
{
    public static int Count => 4;

    public static int GroupVectors => 1;

    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    public static Vector128<float> Broadcast(float value) => Vector128.Create(value);

    // Not fused where the machine has no fused instruction: an emulated one would be slower than the whole product.
    public static Vector128<float> MultiplyAdd(Vector128<float> left, Vector128<float> right, Vector128<float> addend) => Vector128.MultiplyAddEstimate(left, right, addend);

    public static Vector128<float> Add(Vector128<float> left, Vector128<float> right) => left + right;

    public static Vector128<float> Subtract(Vector128<float> left, Vector128<float> right) => left - right;

    public static float Sum(Vector128<float> value) => Vector128.Sum(value);

    public static Vector128<float> Join(Vector128<float> first, Vector128<float> second) => first.WithUpper(second.GetLower());

    public static Vector128<float> Join(Vector128<float> first, Vector128<float> second, Vector128<float> third, Vector128<float> fourth) =>
        Vector128.Create(first.ToScalar(), second.ToScalar(), third.ToScalar(), fourth.ToScalar());

    public static Vector128<float> Max(Vector128<float> left, Vector128<float> right) => Vector128.MaxNative(left, right);

    public static Vector128<float> MaxOrNaN(Vector128<float> left, Vector128<float> right) => Vector128.ConditionalSelect(Vector128.Equals(left, left), Vector128.MaxNative(left, right), left);

    public static ulong NonZeroBits(Vector128<float> value) => ~(ulong)Vector128.ExtractMostSignificantBits(Vector128.Equals(value, Vector128<float>.Zero)) & ((1UL << Count) - 1);

    public static void Store(Vector128<float> value, float* destination) => value.Store(destination);
}
