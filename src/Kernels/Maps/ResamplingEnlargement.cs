using Steerlens.Models;

namespace Steerlens.Kernels.Maps;

/// <summary>The enlargement of a cropped, padded or resized picture.</summary>
internal sealed class ResamplingEnlargement(Resampling layer, TensorShape input) : IEnlargement
{
    /// <inheritdoc/>
    public void Run(ReadOnlySpan<float> mask, Span<float> result)
    {
        result.Clear();
        for (var row = 0; row < layer.Output.Height; row++)
        {
            foreach (var to in layer.Rows.SourcesOf(row))
            {
                for (var column = 0; column < layer.Output.Width; column++)
                {
                    foreach (var at in layer.Columns.SourcesOf(column)) result[(to * input.Width) + at] += mask[(row * layer.Output.Width) + column];
                }
            }
        }
    }
}
