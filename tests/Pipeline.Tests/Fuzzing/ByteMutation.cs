namespace Steerlens.Pipeline.Tests.Fuzzing;

/// <summary>Changes bytes without knowing what they mean.</summary>
internal static class ByteMutation
{
    private static readonly long[] Interesting = [0, 1, -1, 2, 127, 128, 255, 256, 32767, 65535, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue, 1L << 40];

    /// <summary>A number that readers like to stumble over.</summary>
    public static long Number(Random random) => random.Next(3) == 0 ? random.Next(-10, 300) : Interesting[random.Next(Interesting.Length)];

    /// <summary>Bytes with a few changes: bits flipped, pieces overwritten, cut out, doubled, or the end cut off.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="random">What decides.</param>
    /// <param name="within">Only the first so many bytes are changed.</param>
    public static byte[] Of(byte[] bytes, Random random, int within = int.MaxValue)
    {
        var changed = bytes.ToList();
        for (var change = random.Next(1, 6); change > 0 && changed.Count > 0; change--)
        {
            var at = random.Next(Math.Min(changed.Count, within));
            var length = Math.Min(changed.Count - at, 1 << random.Next(8));
            switch (random.Next(7))
            {
                case 0:
                    changed[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    changed[at] = (byte)random.Next(256);
                    break;
                case 2:
                    var number = BitConverter.GetBytes(Number(random));
                    if (random.Next(2) == 0) Array.Reverse(number);
                    for (var i = 0; i < Math.Min(random.Next(1, 9), changed.Count - at); i++) changed[at + i] = number[i];
                    break;
                case 3:
                    changed.RemoveRange(at, length);
                    break;
                case 4:
                    changed.InsertRange(at, changed.GetRange(at, length));
                    break;
                case 5:
                    var from = random.Next(changed.Count - length + 1);
                    var piece = changed.GetRange(from, length);
                    for (var i = 0; i < length; i++) changed[at + i] = piece[i];
                    break;
                default:
                    if (random.Next(4) == 0) changed.RemoveRange(at, changed.Count - at);
                    break;
            }
        }

        return [.. changed];
    }
}
