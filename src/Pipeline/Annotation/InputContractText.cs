using Steerlens.Models;

namespace Steerlens.Pipeline.Annotation;

/// <summary>An input contract in one line for people.</summary>
internal static class InputContractText
{
    /// <summary>The contract as key=value pairs, as on the command line.</summary>
    public static string Of(InputContract contract) => string.Join(", ", InputContractMetadata.Write(contract)
        .Where(entry => InputContractMetadata.Keys.Contains(entry.Key, StringComparer.Ordinal))
        .Select(entry => $"{entry.Key["steerlens.".Length..]} {entry.Value}"));
}
