using Steerlens.Models;

namespace Steerlens.Pipeline.Annotation;

/// <summary>An input contract in one line for people.</summary>
internal static class InputContractText
{
    /// <summary>The contract as key=value pairs, as on the command line.</summary>
    public static string Of(InputContract contract) => string.Join(", ", PairsOf(contract).Select(pair => $"{pair.Key} {pair.Value}"));

    /// <summary>The contract's parts, named as in the metadata without the prefix.</summary>
    public static IEnumerable<(string Key, string Value)> PairsOf(InputContract contract) => InputContractMetadata.Write(contract)
        .Where(entry => InputContractMetadata.Keys.Contains(entry.Key, StringComparer.Ordinal) || entry.Key is "steerlens.frames")
        .Select(entry => (entry.Key["steerlens.".Length..], entry.Value));
}
