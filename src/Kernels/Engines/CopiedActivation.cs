using System.Buffers;
using System.Numerics.Tensors;

namespace Steerlens.Kernels.Engines;

/// <summary>What engines whose activations lie elsewhere compute of a copy.</summary>
internal static class CopiedActivation
{
    /// <summary>As <see cref="IEngine.ChannelMeans"/>.</summary>
    public static void ChannelMeans(IEngine engine, ForwardPass pass, int layer, Span<float> means)
    {
        var shape = engine.Network.ShapeOf(layer);
        EngineArguments.RequireLength(means.Length, shape.Height * shape.Width, "means");
        var values = ArrayPool<float>.Shared.Rent(shape.Length);
        try
        {
            engine.CopyActivation(pass, layer, values.AsSpan(0, shape.Length));
            for (var position = 0; position < means.Length; position++)
                means[position] = TensorPrimitives.Sum(values.AsSpan(position * shape.Channels, shape.Channels)) / shape.Channels;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(values);
        }
    }
}
