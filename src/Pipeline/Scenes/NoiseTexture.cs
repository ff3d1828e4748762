using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Steerlens.Pipeline.Scenes;

/// <summary>A seamless 256 x 256 noise picture with a chain of halved copies; values are spread around 0, about -1..1.</summary>
internal sealed class NoiseTexture
{
    /// <summary>Texels on a side of the finest level.</summary>
    public const int Size = 256;

    private const int Levels = 8;

    private readonly float[] _texels;

    private NoiseTexture(float[] finest)
    {
        // All levels one after the other, the finest first.
        _texels = new float[Start(Levels)];
        finest.CopyTo(_texels, 0);
        for (var level = 1; level < Levels; level++)
        {
            var size = Size >> level;
            var fine = _texels.AsSpan(Start(level - 1));
            var coarse = _texels.AsSpan(Start(level));
            for (var y = 0; y < size; y++)
            {
                for (var x = 0; x < size; x++)
                {
                    var at = (y * 2 * size * 2) + (x * 2);
                    coarse[(y * size) + x] = 0.25f * (fine[at] + fine[at + 1] + fine[at + (size * 2)] + fine[at + (size * 2) + 1]);
                }
            }
        }
    }

    /// <summary>Each texel on its own.</summary>
    public static NoiseTexture Grain(SceneRandom random)
    {
        var texels = new float[Size * Size];
        for (var i = 0; i < texels.Length; i++) texels[i] = (float)random.Between(i, -1, 1);
        return new NoiseTexture(texels);
    }

    /// <summary>Six octaves, each with half the size and about half the strength of the one before.</summary>
    public static NoiseTexture Clouds(SceneRandom random)
    {
        var texels = new float[Size * Size];
        var strength = 0.5;
        for (var octave = 0; octave < 6; octave++, strength *= 0.52)
        {
            var cells = 4 << octave;
            var step = Size / cells;
            for (var y = 0; y < Size; y++)
            {
                for (var x = 0; x < Size; x++)
                {
                    var tx = Smooth((double)(x % step) / step);
                    var ty = Smooth((double)(y % step) / step);
                    var left = x / step;
                    var top = y / step;
                    var upper = Lerp(At(left, top), At(left + 1, top), tx);
                    var lower = Lerp(At(left, top + 1), At(left + 1, top + 1), tx);
                    texels[(y * Size) + x] += (float)(strength * Lerp(upper, lower, ty));
                }
            }

            double At(int column, int row) => random.Between((octave << 20) + (row % cells * cells) + (column % cells), -1, 1);
        }
        for (var i = 0; i < texels.Length; i++) texels[i] *= 1.4f;
        return new NoiseTexture(texels);
    }

    /// <summary>The value at a place given in texels of the finest level, for a footprint of so many texels.</summary>
    public float Sample(float u, float v, float footprint)
    {
        if (footprint >= Size / 2) return 0;
        var level = footprint <= 1 ? 0 : (BitConverter.SingleToInt32Bits(footprint * 1.4142f) >> 23) - 127;
        return Sample(u, v, Math.Min(level, Levels - 1));
    }

    /// <summary>The value at a place given in texels of the finest level, from one level, 0 to 7.</summary>
    public float Sample(float u, float v, int level = 0)
    {
        var size = Size >> level;
        var mask = size - 1;
        var scale = 1f / (1 << level);
        u = (u * scale) - 0.5f;
        v = (v * scale) - 0.5f;
        var floorU = MathF.Floor(u);
        var floorV = MathF.Floor(v);
        var column = (int)floorU;
        var row = (int)floorV;
        var fractionX = u - floorU;
        var fractionY = v - floorV;
        // The masks keep all four inside the level, so the bounds need no checks.
        ref var texels = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_texels), Start(level));
        ref var top = ref Unsafe.Add(ref texels, (row & mask) * size);
        ref var bottom = ref Unsafe.Add(ref texels, ((row + 1) & mask) * size);
        var left = column & mask;
        var right = (column + 1) & mask;
        var leftTop = Unsafe.Add(ref top, left);
        var leftBottom = Unsafe.Add(ref bottom, left);
        var upper = leftTop + (fractionX * (Unsafe.Add(ref top, right) - leftTop));
        var lower = leftBottom + (fractionX * (Unsafe.Add(ref bottom, right) - leftBottom));
        return upper + (fractionY * (lower - upper));
    }

    /// <summary>Where a level begins: 4/3 of the finest level less what the coarser ones still need.</summary>
    private static int Start(int level) => (Size * Size * 4 / 3) - ((Size >> level) * (Size >> level) * 4 / 3);

    private static double Smooth(double value) => value * value * (3 - (2 * value));

    private static double Lerp(double from, double to, double share) => from + ((to - from) * share);
}
