using System.Globalization;
using Steerlens.Models;

namespace Steerlens.Kernels.Maps;

/// <summary>Which of a network's outputs is explained.</summary>
public static class OutputChoice
{
    private const string All = "all";
    private const int MostNamed = 8;

    /// <summary>The weight of each output.</summary>
    /// <param name="network">The network.</param>
    /// <param name="choice">An output's name or its number from 0, a weight for each with commas between them, or <c>all</c>; null for the first.</param>
    /// <returns>One weight for each output; their weighted sum is in radians, positive = right.</returns>
    /// <exception cref="MapOptionException">The network has no such output; the message says what it has.</exception>
    public static float[] Resolve(Network network, string? choice)
    {
        ArgumentNullException.ThrowIfNull(network);
        var weights = new float[network.OutputCount];
        var radians = (float)network.Contract.RadiansPerUnit;
        var names = network.Contract.Outputs;
        var named = choice is null ? 0 : names.ToList().FindIndex(name => string.Equals(name, choice, StringComparison.OrdinalIgnoreCase));
        if (named >= 0 && named < weights.Length)
        {
            weights[named] = radians;
        }
        else if (int.TryParse(choice, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < weights.Length)
        {
            weights[index] = radians;
        }
        else if (string.Equals(choice, All, StringComparison.OrdinalIgnoreCase))
        {
            Array.Fill(weights, radians);
        }
        else if (!TryWeights(choice!, weights, radians))
        {
            throw new MapOptionException($"The network '{network.Name}' has {Describe(weights.Length, names)}: there is no output '{choice}'. Name one, give a weight for each with commas between them, or 'all'.");
        }

        return weights;
    }

    private static bool TryWeights(string choice, float[] weights, float radians)
    {
        var parts = choice.Split(',');
        if (parts.Length < 2 || parts.Length != weights.Length) return false;
        for (var index = 0; index < parts.Length; index++)
        {
            if (!float.TryParse(parts[index].Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) || !float.IsFinite(weight)) return false;
            weights[index] = weight * radians;
        }

        return Array.Exists(weights, weight => weight != 0);
    }

    private static string Describe(int count, IReadOnlyList<string> names)
    {
        if (count == 1) return names.Count > 0 ? $"one output, {names[0]} (0)" : "one output, 0";
        var range = string.Create(CultureInfo.InvariantCulture, $"{count} outputs, 0 to {count - 1}");
        return names.Count > 0 ? $"{range} ({string.Join(", ", names.Take(MostNamed))}{(names.Count > MostNamed ? ", ..." : "")})" : range;
    }
}
