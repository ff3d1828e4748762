using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Steerlens.Models;

/// <summary>
/// What a network's layers make of its training frames, to tell frames that are unlike them. The features of a frame are the means of each
/// channel of some layers over horizontal bands; its distance to a kind of frames is sqrt(|F (x - mean)|^2 / features).
/// </summary>
/// <param name="Layers">The layers, whose features follow one another, band by band.</param>
/// <param name="Bands">Horizontal bands: band b of n covers the rows from H b / n up to H (b + 1) / n, each rounded down.</param>
/// <param name="Features">Features of a frame.</param>
/// <param name="Quantile">The share of the training frames that lie within the threshold.</param>
/// <param name="Threshold">The distance beyond which a frame is unlike them.</param>
/// <param name="Kinds">The kinds of training frames; the nearest one counts.</param>
public sealed record TrainingStatistics(IReadOnlyList<string> Layers, int Bands, int Features, double Quantile, double Threshold, IReadOnlyList<TrainingKind> Kinds)
{
    /// <summary>Reads the file that <c>familiarity.py</c> writes: a line of JSON, then float32 values.</summary>
    /// <param name="stream">Read to its end.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="NetworkFormatException">It is no such file.</exception>
    public static TrainingStatistics Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        var bytes = memory.ToArray().AsSpan();
        var end = bytes.IndexOf((byte)'\n');
        try
        {
            using var head = JsonDocument.Parse(Encoding.UTF8.GetString(bytes[..Math.Max(0, end)]));
            var root = head.RootElement;
            var features = root.GetProperty("features").GetInt32();
            var kinds = root.GetProperty("kinds").GetInt32();
            var values = bytes[(end + 1)..];
            if (features is < 1 or > 4096 || kinds is < 1 or > 16 || values.Length != kinds * 4 * (features + Triangle(features)))
                throw new NetworkFormatException($"'{name}' has {values.Length} bytes of values for {kinds} kinds of {features} features: write it again with familiarity.py.");
            var read = new List<TrainingKind>(kinds);
            for (var kind = 0; kind < kinds; kind++)
            {
                var mean = Floats(ref values, features);
                read.Add(new TrainingKind(mean, Floats(ref values, Triangle(features))));
            }

            return new TrainingStatistics(
                [.. root.GetProperty("layers").EnumerateArray().Select(layer => layer.GetString() ?? "")],
                root.GetProperty("bands").GetInt32(), features, root.GetProperty("quantile").GetDouble(), root.GetProperty("threshold").GetDouble(), read);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new NetworkFormatException($"'{name}' is not what familiarity.py writes: write it again.", exception);
        }
    }

    private static int Triangle(int features) => features * (features + 1) / 2;

    private static float[] Floats(ref Span<byte> bytes, int count)
    {
        var values = new float[count];
        for (var index = 0; index < count; index++) values[index] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * index)..]);
        bytes = bytes[(4 * count)..];
        return values;
    }
}

/// <summary>One kind of training frames, such as recorded or rendered ones.</summary>
/// <param name="Mean">Features values.</param>
/// <param name="Factor">The upper triangle F of features x features values, row by row without the zeros; F'F is the inverse covariance.</param>
public sealed record TrainingKind(float[] Mean, float[] Factor);
