using System.Globalization;
using Steerlens.Kernels.Maps;
using Steerlens.Models;

namespace Steerlens.Pipeline.Inspection;

/// <summary>What is to be said of one layer of a network. A layer's own activation is told with the layer.</summary>
/// <param name="Index">Its index in the network.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it does, with its kernel and stride.</param>
/// <param name="Output">H x W x C of what it puts out.</param>
/// <param name="Parameters">Its trained values.</param>
/// <param name="MultiplyAdds">What it takes for one frame.</param>
/// <param name="Field">What a position sees of the input.</param>
/// <param name="Activation">The function behind it; empty for none.</param>
internal sealed record LayerFacts(int Index, string Name, string Kind, TensorShape Output, long Parameters, long MultiplyAdds, ReceptiveField Field, string Activation)
{
    /// <summary>The layers of a network in their order.</summary>
    public static IReadOnlyList<LayerFacts> Of(Network network)
    {
        var facts = new List<LayerFacts>();
        var told = new HashSet<int>();
        for (var index = 0; index < network.Layers.Count; index++)
        {
            if (told.Contains(index)) continue;
            var layer = network.Layers[index];
            var activation = layer is Convolution or Dense ? LayerChoice.AfterActivation(network, index) : index;
            if (activation != index) told.Add(activation);
            facts.Add(new LayerFacts(
                index, layer.Name, KindOf(layer), layer.Output, ParametersOf(layer), MultiplyAddsOf(layer), ReceptiveField.Of(network, index),
                activation != index ? NameOf((Activation)network.Layers[activation]) : ""));
        }

        return facts;
    }

    private static string KindOf(Layer layer) => layer switch
    {
        Convolution convolution => Text($"conv {Pair(convolution.Kernel)}{Step(convolution.Stride)}{(convolution.Padding is (0, 0) ? "" : $" pad {Pair(convolution.Padding)}")}{(convolution.Dilation is (1, 1) ? "" : $" dilation {Pair(convolution.Dilation)}")}{(convolution.Groups == 1 ? "" : $" groups {convolution.Groups}")}"),
        Dense => "dense",
        AveragePool mean => Text($"mean {Pair(mean.Kernel)}{Step(mean.Stride)}"),
        MaxPool maximum => Text($"max {Pair(maximum.Kernel)}{Step(maximum.Stride)}"),
        Activation activation => NameOf(activation),
        Affine => "scale and offset",
        _ => layer.GetType().Name.ToLowerInvariant(),
    };

    private static string NameOf(Activation activation) => activation.Kind == ActivationKind.Elu && activation.Alpha != 1
        ? Text($"elu {activation.Alpha:0.###}")
        : activation.Kind.ToString().ToLowerInvariant();

    private static long ParametersOf(Layer layer) => layer switch
    {
        Convolution convolution => convolution.Weights.Length + convolution.Bias.Length,
        Dense dense => dense.Weights.Length + dense.Bias.Length,
        _ => 0,
    };

    private static long MultiplyAddsOf(Layer layer) => layer switch
    {
        Convolution convolution => (long)convolution.Output.Height * convolution.Output.Width * convolution.Weights.Length,
        Dense dense => dense.Weights.Length,
        _ => 0,
    };

    private static string Pair((int Rows, int Columns) pair) => Text($"{pair.Rows}x{pair.Columns}");

    private static string Step((int Rows, int Columns) stride) => stride is (1, 1) ? "" : stride.Rows == stride.Columns ? Text($" / {stride.Rows}") : $" / {Pair(stride)}";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
