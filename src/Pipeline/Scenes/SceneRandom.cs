namespace Steerlens.Pipeline.Scenes;

/// <summary>
/// Random numbers that can be asked for in any order: the value depends on the seed, the stream and the index alone, so that a
/// new use of randomness never moves what other streams gave.
/// </summary>
internal readonly struct SceneRandom
{
    private readonly ulong _key;

    /// <summary>Makes a stream.</summary>
    public SceneRandom(long seed, string stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var key = Mix((ulong)seed);
        foreach (var letter in stream) key = Mix(key ^ letter);
        _key = key;
    }

    /// <summary>A value of 0 to under 1.</summary>
    public double Unit(long index) => (Mix(_key ^ Mix((ulong)index)) >> 11) * (1.0 / (1UL << 53));

    /// <summary>A value between two bounds.</summary>
    public double Between(long index, double low, double high) => low + ((high - low) * Unit(index));

    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
