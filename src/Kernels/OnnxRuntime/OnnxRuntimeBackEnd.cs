using Microsoft.ML.OnnxRuntime;
using Steerlens.Kernels.Engines;
using Steerlens.Models;

namespace Steerlens.Kernels.OnnxRuntime;

/// <summary>ONNX Runtime, with providers that are tried in the order in which they were asked for.</summary>
internal sealed class OnnxRuntimeBackEnd : IBackEnd
{
    /// <summary>Its word for <c>--device</c>.</summary>
    public const string Word = BackEnds.OnnxRuntimeName;

    // Building TensorRT's engines takes minutes: only who asks for it waits.
    private static readonly string[] UsualOrder = ["cuda", "directml", "cpu"];

    /// <inheritdoc/>
    public string Name => Word;

    /// <inheritdoc/>
    public string Usage => $"{Word} or {Word}:LIST, of tensorrt, cuda, directml and cpu in the order to try, with commas";

    /// <inheritdoc/>
    public bool Accepts(string choice)
    {
        ArgumentNullException.ThrowIfNull(choice);
        return choice.Split(',').All(word => ExecutionProvider.Of(word) is not null);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Describe()
    {
        try
        {
            var built = OrtEnv.Instance().GetAvailableProviders();
            return [.. ExecutionProvider.All.Select(provider => $"{provider.Word}: {StateOf(provider, built)}")];
        }
        catch (Exception exception) when (exception is DllNotFoundException or TypeInitializationException)
        {
            return [ProviderFault.Explain(ExecutionProvider.All[^1], exception)];
        }
    }

    /// <inheritdoc/>
    public IEngine Open(Network network, string? choice, int threads, Action<string> note)
    {
        ArgumentNullException.ThrowIfNull(note);
        var words = choice?.Split(',') ?? UsualOrder;
        for (var index = 0; ; index++)
        {
            try
            {
                return new OnnxRuntimeEngine(network, ExecutionProvider.Of(words[index])!, new OnnxRuntimeOptions { Threads = threads });
            }
            catch (DeviceException exception) when (index + 1 < words.Length)
            {
                note(exception.Message);
            }
        }
    }

    private static string StateOf(ExecutionProvider provider, string[] built) =>
        !built.Contains(provider.Key, StringComparer.Ordinal) ? $"not in this build of ONNX Runtime{(provider.Files.Advice.Length > 0 ? ": " + provider.Files.Advice : "")}"
        : provider.Files.FirstMissing() is { } missing ? $"{missing} is missing: {provider.Files.Advice}"
        : "its files are here";
}
