using System.Globalization;
using System.Text.Json;
using Steerlens.Pipeline.Frames;

namespace Steerlens.EndToEnd.Tests.Films;

/// <summary>One line of a sidecar, as far as films are concerned.</summary>
internal sealed record SidecarLine(long Index, Rational Time, double Angle);

/// <summary>Reads sidecars back.</summary>
internal static class Sidecar
{
    /// <summary>The lines of JSON Lines.</summary>
    public static List<SidecarLine> OfJson(string text)
    {
        var lines = new List<SidecarLine>();
        foreach (var line in Lines(text))
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            lines.Add(new SidecarLine(
                root.GetProperty("index").GetInt64(),
                Time(root.GetProperty("pts").GetInt64(), root.GetProperty("time_base").GetString()!),
                root.GetProperty("angle_rad").GetDouble()));
        }

        return lines;
    }

    /// <summary>The lines of CSV, which begins with a line of names.</summary>
    public static List<SidecarLine> OfCsv(string text)
    {
        var rows = Lines(text).Select(line => line.Split(',')).ToList();
        var names = rows[0].ToList();
        Assert.All(rows, row => Assert.Equal(names.Count, row.Length));
        return [.. rows.Skip(1).Select(row => new SidecarLine(
            long.Parse(row[names.IndexOf("index")], CultureInfo.InvariantCulture),
            Time(long.Parse(row[names.IndexOf("pts")], CultureInfo.InvariantCulture), row[names.IndexOf("time_base")]),
            double.Parse(row[names.IndexOf("angle_rad")], CultureInfo.InvariantCulture)))];
    }

    /// <summary>Asserts that a sidecar has one line for each of a source's frames, with its number and time.</summary>
    public static async Task IsOfAsync(string source, string sidecar)
    {
        var text = await File.ReadAllTextAsync(sidecar);
        var lines = sidecar.EndsWith(".csv", StringComparison.Ordinal) ? OfCsv(text) : OfJson(text);
        var times = await Film.FrameTimesAsync(source);
        Assert.Equal(times, lines.Select(line => line.Time));
        Assert.Equal(Enumerable.Range(0, times.Count).Select(index => (long)index), lines.Select(line => line.Index));
        Assert.All(lines, line => Assert.True(double.IsFinite(line.Angle)));
    }

    private static Rational Time(long pts, string timeBase)
    {
        Assert.True(Rational.TryParse(timeBase, out var unit), timeBase);
        return new Rational(pts, 1) * unit;
    }

    private static string[] Lines(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        return text[..^1].Split('\n');
    }
}
