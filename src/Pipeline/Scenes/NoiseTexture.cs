namespace Steerlens.Pipeline.Scenes;

/// <summary>A seamless 256 x 256 noise picture with a chain of halved copies; values are spread around 0, about -1..1.</summary>
internal sealed class NoiseTexture
{
    /// <summary>Texels on a side of the finest level.</summary>
    public const int Size = 256;

    private const int Levels = 8;

    private readonly float[][] _levels = new float[Levels][];

    private NoiseTexture(float[] finest)
    {
        _levels[0] = finest;
        for (var level = 1; level < Levels; level++)
        {
            var size = Size >> level;
            var fine = _levels[level - 1];
            var coarse = new float[size * size];
            for (var y = 0; y < size; y++)
            {
                for (var x = 0; x < size; x++)
                {
                    var at = (y * 2 * size * 2) + (x * 2);
                    coarse[(y * size) + x] = 0.25f * (fine[at] + fine[at + 1] + fine[at + (size * 2)] + fine[at + (size * 2) + 1]);
                }
            }
            _levels[level] = coarse;
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

    /// <summary>The value at a place given in texels of the finest level, from one level.</summary>
    public float Sample(float u, float v, int level = 0)
    {
        var texels = _levels[level];
        var size = Size >> level;
        var mask = size - 1;
        var scale = 1f / (1 << level);
        u = (u * scale) - 0.5f;
        v = (v * scale) - 0.5f;
        var column = (int)MathF.Floor(u);
        var row = (int)MathF.Floor(v);
        var fractionX = u - column;
        var fractionY = v - row;
        var top = (row & mask) * size;
        var bottom = ((row + 1) & mask) * size;
        var left = column & mask;
        var right = (column + 1) & mask;
        var upper = texels[top + left] + (fractionX * (texels[top + right] - texels[top + left]));
        var lower = texels[bottom + left] + (fractionX * (texels[bottom + right] - texels[bottom + left]));
        return upper + (fractionY * (lower - upper));
    }

    private static double Smooth(double value) => value * value * (3 - (2 * value));

    private static double Lerp(double from, double to, double share) => from + ((to - from) * share);
}
