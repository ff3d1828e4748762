namespace Steerlens.Pipeline.Archive;

/// <summary>Frames counted by their angle, in bins of five degrees around 0, ±5, .. ±50; the outermost hold what lies beyond.</summary>
internal sealed class AngleHistogram
{
    /// <summary>Degrees of one bin.</summary>
    public const int Width = 5;

    /// <summary>How many bins there are; the middle one is straight ahead.</summary>
    public const int Bins = 21;

    private readonly long[] _counts = new long[Bins];

    /// <summary>Frames in each bin, from the left.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>The angle in the middle of a bin, in degrees.</summary>
    public static int CentreOf(int bin) => (bin - (Bins / 2)) * Width;

    /// <summary>Counts one angle, in degrees; what is no number counts as straight ahead.</summary>
    public void Add(double degrees)
    {
        var bin = double.IsNaN(degrees) ? Bins / 2 : Math.Floor((Math.Clamp(degrees, -1000, 1000) / Width) + (Bins / 2.0));
        _counts[(int)Math.Clamp(bin, 0, Bins - 1)]++;
    }
}
