using System.Runtime.InteropServices;
using System.Text.Json;
using Steerlens.Models;
using Steerlens.Tests;

namespace Steerlens.Bench.DeviceRun;

/// <summary>
/// Writes what a machine without the repository needs for the peer and for real frames: <c>Steerlens.Bench cuda-export FOLDER</c> makes
/// network.json (the layers), network.f32 (their weights, in order), and inputs.f32 (frames of the labelled drive, where it is there).
/// </summary>
internal static class NetworkExport
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [var folder]) throw new ArgumentException("Name the folder to write.");
        Directory.CreateDirectory(folder);
        var network = DefaultNetwork.Load();
        await using (var weights = File.Create(Path.Combine(folder, "network.f32")))
        {
            var layers = network.Layers.Select(layer => Describe(layer, weights)).ToArray();
            var text = JsonSerializer.Serialize(new { input = Shape(network.Input), layers });
            await File.WriteAllTextAsync(Path.Combine(folder, "network.json"), text);
        }

        if (RealFrames.Path is null) return 0;
        await using var inputs = File.Create(Path.Combine(folder, "inputs.f32"));
        foreach (var input in await RealFrames.ReadAsync(network, 50, 20)) inputs.Write(MemoryMarshal.AsBytes<float>(input));
        return 0;
    }

    private static object Describe(Layer layer, Stream weights)
    {
        switch (layer)
        {
            case Convolution { Groups: 1, Dilation: (1, 1) } convolution:
                Write(weights, convolution.Weights, convolution.Bias);
                return new
                {
                    kind = "convolution",
                    kernel = new[] { convolution.Kernel.Height, convolution.Kernel.Width },
                    stride = new[] { convolution.Stride.Rows, convolution.Stride.Columns },
                    padding = new[] { convolution.Padding.Top, convolution.Padding.Left },
                    output = Shape(convolution.Output),
                    weights = convolution.Weights.Length,
                };
            case Dense dense:
                Write(weights, dense.Weights, dense.Bias);
                return new { kind = "dense", output = Shape(dense.Output), weights = dense.Weights.Length };
            case Activation activation:
                return new { kind = activation.Kind.ToString(), alpha = activation.Alpha };
            default:
                throw new NotSupportedException($"Layer '{layer.Name}' is a {layer.GetType().Name}, which the peer does not have.");
        }
    }

    private static int[] Shape(TensorShape shape) => [shape.Height, shape.Width, shape.Channels];

    private static void Write(Stream stream, params float[][] arrays)
    {
        foreach (var array in arrays) stream.Write(MemoryMarshal.AsBytes<float>(array));
    }
}
