using Steerlens.Models;

namespace Steerlens.Bench;

/// <summary>The network of the 2016 repository's size: PilotNet's convolutions and a dense layer of 1164; random weights.</summary>
internal static class WideNetwork
{
    public static Network Make()
    {
        var random = new Random(1);
        var shape = new TensorShape(66, 200, 3);
        var input = shape;
        var layers = new List<Layer>();
        foreach (var (channels, kernel, stride) in new[] { (24, 5, 2), (36, 5, 2), (48, 5, 2), (64, 3, 1), (64, 3, 1) })
        {
            var fan = kernel * kernel * shape.Channels;
            shape = new TensorShape(((shape.Height - kernel) / stride) + 1, ((shape.Width - kernel) / stride) + 1, channels);
            layers.Add(new Convolution($"conv{(layers.Count / 2) + 1}", [layers.Count - 1], shape, (kernel, kernel), (stride, stride), (0, 0), Weights(random, fan * channels, fan), Weights(random, channels, 50)));
            layers.Add(new Activation($"relu{layers.Count}", [layers.Count - 1], shape, ActivationKind.Relu));
        }

        var units = shape.Length;
        foreach (var next in new[] { 1164, 100, 50, 10, 1 })
        {
            layers.Add(new Dense($"dense{next}", [layers.Count - 1], TensorShape.Vector(next), Weights(random, units * next, units), Weights(random, next, 50)));
            units = next;
            if (next > 1) layers.Add(new Activation($"relu{layers.Count}", [layers.Count - 1], TensorShape.Vector(next), ActivationKind.Relu));
        }

        return new Network("wide", input, layers, new InputContract());
    }

    private static float[] Weights(Random random, int count, int fan)
    {
        var scale = 2.4 / Math.Sqrt(fan);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(((2 * random.NextDouble()) - 1) * scale))];
    }
}
