using System.Text.RegularExpressions;

namespace Steerlens.Kernels.OnnxRuntime;

/// <summary>Says why a provider does not work: which file is missing, and what to install.</summary>
internal static partial class ProviderFault
{
    private const int MostCharacters = 300;

    /// <summary>One line for people.</summary>
    public static string Explain(ExecutionProvider provider, Exception exception)
    {
        var cause = exception;
        while (cause.InnerException is { } inner) cause = inner;
        if (cause is DllNotFoundException)
            return $"ONNX Runtime itself does not load: {(OperatingSystem.IsWindows() ? "onnxruntime.dll" : "libonnxruntime.so")} is missing beside the program: it comes with the package Microsoft.ML.OnnxRuntime.Gpu; see docs/windows-cuda.md";
        if (cause is EntryPointNotFoundException) return $"the ONNX Runtime of this build has no {provider.Title}: {provider.Files.Advice}";
        var missing = provider.Files.FirstMissing() ?? MissingIn(cause.Message);
        return missing is null
            ? $"ONNX Runtime's {provider.Title} does not work: {OneLine(cause.Message)}"
            : $"ONNX Runtime's {provider.Title} does not load: {missing} is missing: {provider.Files.Advice}";
    }

    /// <summary>The library that the system's loader could not find, as Linux says it: <c>libcudnn.so.9: cannot open shared object file</c>.</summary>
    internal static string? MissingIn(string message) => Library().Match(message) is { Success: true } match ? match.Groups["name"].Value : null;

    /// <summary>A message without line ends, and not longer than people read.</summary>
    public static string OneLine(string message)
    {
        var line = Spaces().Replace(message, " ").Trim();
        return line.Length <= MostCharacters ? line : line[..MostCharacters] + "…";
    }

    [GeneratedRegex(@"(?<name>[\w.+-]+\.so[.\d]*): cannot open shared object", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Library();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
