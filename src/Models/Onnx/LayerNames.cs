using System.Globalization;

namespace Steerlens.Models.Onnx;

/// <summary>Names for layers that people can type: a node's own name where someone gave it one, else conv1, conv2, dense1.</summary>
internal sealed class LayerNames
{
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>A name for a layer with weights.</summary>
    /// <param name="kind">conv or dense.</param>
    /// <param name="nodeName">The node's name, perhaps empty or a path.</param>
    /// <param name="operation">The node's operator: exporters name nodes after it.</param>
    public string ForWeights(string kind, string nodeName, string operation)
    {
        var number = _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        return Unique(IsForPeople(nodeName, operation) ? nodeName : string.Create(CultureInfo.InvariantCulture, $"{kind}{number}"));
    }

    /// <summary>A name for a layer without weights: the base of the layer before it and an ending.</summary>
    public string After(string layer, string ending) => Unique($"{layer.Split('.')[0]}.{ending}");

    /// <summary>A word that someone chose, not a path or number of an exporter.</summary>
    public static bool IsForPeople(string name) =>
        name.Length is > 0 and <= 40 && char.IsAsciiLetter(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-');

    /// <summary>conv3 and look stay; paths, and names such as Conv_3 that an exporter made of the operator, do not.</summary>
    private static bool IsForPeople(string name, string operation) =>
        IsForPeople(name)
        && !name.StartsWith(operation, StringComparison.Ordinal)
        && !name.StartsWith("node_", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("input", StringComparison.OrdinalIgnoreCase);

    private string Unique(string name)
    {
        var unique = name;
        for (var number = 2; !_taken.Add(unique); number++) unique = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
        return unique;
    }
}
