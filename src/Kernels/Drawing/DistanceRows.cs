using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Steerlens.Kernels.Drawing;

/// <summary>
/// Rows of a <see cref="CoverageMask"/>: what a shape covers of each pixel by the distance of the pixel's centre, united with what is there. Distances are
/// negative inside. The scalar methods are the specification.
/// </summary>
public static class DistanceRows
{
    /// <summary>Pixels that are computed together.</summary>
    public const int Lanes = 8;

    /// <summary>Unites a pixel with a shape: covered from half a pixel inside, not from half a pixel outside, linear between.</summary>
    public static void Unite(ref byte pixel, float distance)
    {
        if (distance >= 0.5f) return;
        var coverage = distance <= -0.5f ? (byte)255 : (byte)((255 * (0.5f - distance)) + 0.5f);
        if (coverage > pixel) pixel = coverage;
    }

    /// <summary>Unites pixels with coverage.</summary>
    /// <param name="row">The row.</param>
    /// <param name="coverage">At least as many values.</param>
    public static void Unite(Span<byte> row, ReadOnlySpan<byte> coverage)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(coverage.Length, row.Length);
        if (row.Length < Lanes)
        {
            for (var x = 0; x < row.Length; x++) row[x] = Math.Max(row[x], coverage[x]);
            return;
        }

        // The last vector overlaps the one before: uniting twice is uniting once.
        for (var x = 0; x < row.Length; x += Lanes)
        {
            var at = Math.Min(x, row.Length - Lanes);
            var both = Vector128.Max(Eight(ref row[at]), Eight(ref Unsafe.AsRef(in coverage[at])));
            Unsafe.WriteUnaligned(ref row[at], both.AsUInt64().ToScalar());
        }
    }

    /// <summary>A ring, one pixel at a time.</summary>
    /// <param name="row">The row.</param>
    /// <param name="start">From the ring's centre to the first pixel's.</param>
    /// <param name="radius">Radius of the middle of the stroke.</param>
    /// <param name="half">Half of its thickness.</param>
    public static void RingScalar(Span<byte> row, Vector2 start, float radius, float half)
    {
        for (var x = 0; x < row.Length; x++)
        {
            var horizontal = start.X + x;
            Unite(ref row[x], Math.Abs(MathF.Sqrt((horizontal * horizontal) + (start.Y * start.Y)) - radius) - half);
        }
    }

    /// <summary>As <see cref="RingScalar"/>, with vectors.</summary>
    public static void Ring(Span<byte> row, Vector2 start, float radius, float half)
    {
        var x = 0;
        for (; x <= row.Length - Lanes; x += Lanes)
        {
            var horizontal = Ramp(start.X + x);
            var distance = Vector256.Abs(Vector256.Sqrt((horizontal * horizontal) + Vector256.Create(start.Y * start.Y)) - Vector256.Create(radius)) - Vector256.Create(half);
            Unite(ref row[x], distance);
        }

        RingScalar(row[x..], start with { X = start.X + x }, radius, half);
    }

    /// <summary>A line with round ends, one pixel at a time.</summary>
    /// <param name="row">The row.</param>
    /// <param name="start">From the line's beginning to the first pixel's centre.</param>
    /// <param name="along">From the line's beginning to its end.</param>
    /// <param name="inverse">One over the square of its length; 0 for a point.</param>
    /// <param name="half">Half of its thickness.</param>
    public static void LineScalar(Span<byte> row, Vector2 start, Vector2 along, float inverse, float half)
    {
        for (var x = 0; x < row.Length; x++)
        {
            var horizontal = start.X + x;
            var share = Math.Clamp(((horizontal * along.X) + (start.Y * along.Y)) * inverse, 0, 1);
            var (across, down) = (horizontal - (along.X * share), start.Y - (along.Y * share));
            Unite(ref row[x], MathF.Sqrt((across * across) + (down * down)) - half);
        }
    }

    /// <summary>As <see cref="LineScalar"/>, with vectors.</summary>
    public static void Line(Span<byte> row, Vector2 start, Vector2 along, float inverse, float half)
    {
        var x = 0;
        for (; x <= row.Length - Lanes; x += Lanes)
        {
            var horizontal = Ramp(start.X + x);
            var share = ((horizontal * along.X) + Vector256.Create(start.Y * along.Y)) * inverse;
            share = Vector256.Min(Vector256.Max(share, Vector256<float>.Zero), Vector256<float>.One);
            var (across, down) = (horizontal - (along.X * share), Vector256.Create(start.Y) - (along.Y * share));
            Unite(ref row[x], Vector256.Sqrt((across * across) + (down * down)) - Vector256.Create(half));
        }

        LineScalar(row[x..], start with { X = start.X + x }, along, inverse, half);
    }

    /// <summary>The part of a rounded rectangle whose pixels look at its sides or corners, one at a time.</summary>
    /// <param name="row">The row.</param>
    /// <param name="start">From the rectangle's centre to the first pixel's, along the row.</param>
    /// <param name="corner">From the rectangle's centre to where its corners begin, along the row.</param>
    /// <param name="vertical">How far the row lies beyond where the corners begin.</param>
    /// <param name="radius">Radius of the corners.</param>
    /// <param name="border">0 fills; else only a border of this thickness inside the outline.</param>
    public static void Sides(Span<byte> row, float start, float corner, float vertical, float radius, float border)
    {
        for (var x = 0; x < row.Length; x++)
        {
            var horizontal = Math.Abs(start + x) - corner;
            var distance = horizontal > 0 && vertical > 0
                ? MathF.Sqrt((horizontal * horizontal) + (vertical * vertical)) - radius
                : Math.Max(horizontal, vertical) - radius;
            Unite(ref row[x], OfBorder(distance, border));
        }
    }

    /// <summary>The part between them: its pixels look at the upper or the lower edge alone, or at none.</summary>
    /// <param name="row">The row.</param>
    /// <param name="distance">The row's distance from the nearer of these edges.</param>
    /// <param name="border">As for <see cref="Sides"/>.</param>
    public static void Plain(Span<byte> row, float distance, float border)
    {
        byte coverage = 0;

        // Deep inside all is the same, whichever edge is nearest.
        Unite(ref coverage, OfBorder(distance, border));
        if (coverage == 255) row.Fill(255);
        else if (coverage > 0) TensorPrimitives.Max(row, coverage, row);
    }

    private static float OfBorder(float distance, float border) => border > 0 ? Math.Abs(distance + (border / 2)) - (border / 2) : distance;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Ramp(float start) => Vector256.Create(start) + Vector256.Create(0f, 1, 2, 3, 4, 5, 6, 7);

    /// <summary>Unites eight pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Unite(ref byte pixels, Vector256<float> distance)
    {
        var coverage = (Vector256.Create(255f) * (Vector256.Create(0.5f) - distance)) + Vector256.Create(0.5f);
        coverage = Vector256.Min(Vector256.Max(coverage, Vector256<float>.Zero), Vector256.Create(255f));
        var whole = Vector256.ConvertToInt32(coverage).AsUInt32();
        var words = Vector128.Narrow(whole.GetLower(), whole.GetUpper());
        var bytes = Vector128.Narrow(words, words);
        Unsafe.WriteUnaligned(ref pixels, Vector128.Max(bytes, Eight(ref pixels)).AsUInt64().ToScalar());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Eight(ref byte pixels) => Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref pixels)).AsByte();
}
