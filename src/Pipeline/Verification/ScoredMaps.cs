namespace Steerlens.Pipeline.Verification;

/// <summary>One map on every frame, as an order of pixels, and what the order and its floors score.</summary>
/// <param name="pixels">Frames x (H x W of the network's input).</param>
internal sealed class ScoredMaps(float[][] pixels)
{
    /// <summary>The floors, in the order of <see cref="FloorScores"/>.</summary>
    public static readonly IReadOnlyList<string> Floors = ["random", "edges", "mean map", "other frame", "shifted"];

    /// <summary>Frames x (H x W of the network's input).</summary>
    public float[][] Pixels { get; } = pixels;

    /// <summary>The mean over all frames.</summary>
    public float[] Mean { get; } = MeanOf(pixels);

    /// <summary>The score of each frame, the mean over the fills: radians.</summary>
    public double[] Scores { get; } = NewValues(pixels.Length);

    /// <summary>The floors' scores: floors x frames; NaN where there is none.</summary>
    public double[][] FloorScores { get; } = [.. Floors.Select(_ => NewValues(pixels.Length))];

    private static double[] NewValues(int count)
    {
        var values = new double[count];
        Array.Fill(values, double.NaN);
        return values;
    }

    private static float[] MeanOf(float[][] maps)
    {
        var mean = new float[maps[0].Length];
        foreach (var map in maps)
        {
            for (var pixel = 0; pixel < mean.Length; pixel++) mean[pixel] += map[pixel] / maps.Length;
        }

        return mean;
    }
}
