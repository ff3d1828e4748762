namespace Steerlens.Kernels.Maps;

/// <summary>Carries a mask from a layer's output to its input: each value is added to every position that its own position reads.</summary>
internal interface IEnlargement
{
    /// <summary>Enlarges a mask.</summary>
    /// <param name="mask">H x W of the layer's output.</param>
    /// <param name="result">H x W of the layer's input; overwritten.</param>
    void Run(ReadOnlySpan<float> mask, Span<float> result);
}
