namespace Steerlens.Models.Export;

/// <summary>Writes the gradient of a weighted sum of a network's outputs with respect to what a layer puts out: backpropagation as ordinary operators.</summary>
internal sealed class GradientNodes
{
    private readonly Network _network;
    private readonly OnnxGraph _graph;
    private readonly ForwardNodes _forward;
    private readonly Dictionary<int, string> _gradients = [];
    private readonly bool[] _leadsTo;
    private readonly int _layer;
    private readonly bool _isGuided;

    private GradientNodes(Network network, OnnxGraph graph, ForwardNodes forward, int layer, bool isGuided)
    {
        (_network, _graph, _forward, _layer, _isGuided) = (network, graph, forward, layer, isGuided);
        _leadsTo = new bool[network.Layers.Count];
        for (var index = 0; index < _leadsTo.Length; index++)
            _leadsTo[index] = index == layer || network.Layers[index].Inputs.Any(source => source == layer || (source != Network.InputIndex && _leadsTo[source]));
    }

    /// <summary>Writes the gradient.</summary>
    /// <param name="network">The network.</param>
    /// <param name="graph">Gets the operators.</param>
    /// <param name="forward">Its layers in the graph.</param>
    /// <param name="outputWeights">One weight for each output.</param>
    /// <param name="layer">The layer, not <see cref="Network.InputIndex"/>.</param>
    /// <returns>A tensor of the layer's shape: N x C x H x W, or 1 x C x H x W where the gradient is the same for every picture.</returns>
    /// <exception cref="NetworkFormatException">The outputs don't depend on the layer, or the gradient of a layer can't be written.</exception>
    public static string Write(Network network, OnnxGraph graph, ForwardNodes forward, ReadOnlySpan<float> outputWeights, int layer)
    {
        var shape = network.ShapeOf(network.Layers.Count - 1);
        return Write(network, graph, forward, graph.Constant(ByChannel(outputWeights, shape), 1, shape.Channels, shape.Height, shape.Width), layer);
    }

    /// <summary>As above, with the weights as a tensor.</summary>
    /// <param name="network">The network.</param>
    /// <param name="graph">Gets the operators.</param>
    /// <param name="forward">Its layers in the graph.</param>
    /// <param name="outputWeights">1 x C x H x W of the last layer.</param>
    /// <param name="layer">The layer, or <see cref="Network.InputIndex"/>.</param>
    /// <param name="isGuided">Whether a ReLU lets only positive gradients pass.</param>
    public static string Write(Network network, OnnxGraph graph, ForwardNodes forward, string outputWeights, int layer, bool isGuided = false)
    {
        var nodes = new GradientNodes(network, graph, forward, layer, isGuided);
        var last = network.Layers.Count - 1;
        nodes._gradients[last] = outputWeights;
        for (var index = last; index > layer; index--)
        {
            if (nodes._leadsTo[index] && nodes._gradients.TryGetValue(index, out var gradient)) nodes.Pass(network.Layers[index], index, gradient);
        }

        return nodes._gradients.TryGetValue(layer, out var result)
            ? result
            : throw new NetworkFormatException($"the outputs of '{network.Name}' don't depend on {(layer == Network.InputIndex ? "its input" : $"its layer '{network.Layers[layer].Name}'")}: there is no map of it.");
    }

    private static float[] ByChannel(ReadOnlySpan<float> values, TensorShape shape)
    {
        var result = new float[values.Length];
        var positions = shape.Height * shape.Width;
        for (var at = 0; at < values.Length; at++) result[(at % shape.Channels * positions) + (at / shape.Channels)] = values[at];
        return result;
    }

    private void Pass(Layer layer, int index, string gradient)
    {
        for (var number = 0; number < layer.Inputs.Count; number++)
        {
            var source = layer.Inputs[number];
            if (source == Network.InputIndex ? _layer != Network.InputIndex : !_leadsTo[source]) continue;
            var below = Below(layer, index, gradient, number, _network.ShapeOf(source));
            _gradients[source] = _gradients.TryGetValue(source, out var other) ? _graph.Add("Add", [other, below]) : below;
        }
    }

    /// <summary>What a layer makes of its gradient for one of its inputs.</summary>
    private string Below(Layer layer, int index, string gradient, int number, TensorShape below)
    {
        var x = _forward.Value(layer.Inputs[number]);
        var y = _forward.Value(index);
        switch (layer)
        {
            case Convolution convolution:
                var weights = _graph.Constant(
                    ForwardNodes.WeightsOf(convolution), layer.Output.Channels, below.Channels / convolution.Groups, convolution.Kernel.Height, convolution.Kernel.Width);
                return Transposed(gradient, weights, layer.Output, below, convolution.Kernel, convolution.Reach, convolution.Stride, convolution.Padding, convolution.Dilation, convolution.Groups);
            case AveragePool pool:
                var taps = pool.Kernel.Height * pool.Kernel.Width;
                var shares = new float[below.Channels * taps];
                Array.Fill(shares, 1f / taps);
                return Transposed(
                    gradient, _graph.Constant(shares, below.Channels, 1, pool.Kernel.Height, pool.Kernel.Width), layer.Output, below, pool.Kernel, pool.Kernel, pool.Stride, (0, 0), (1, 1), below.Channels);
            case Dense dense:
                var rows = _graph.Add("Flatten", [gradient], OnnxGraph.Attribute("axis", 1));
                var transposed = Turned(ForwardNodes.WeightsOf(dense, below), below.Length, dense.Output.Channels);
                return _graph.Add(
                    "Reshape", [_graph.Add("MatMul", [rows, _graph.Constant(transposed, dense.Output.Channels, below.Length)]), _graph.Integers(-1, below.Channels, below.Height, below.Width)]);
            case Activation { Kind: ActivationKind.Relu } when _isGuided:
                return _graph.Add("Mul", [_graph.Add("Relu", [gradient]), DerivativeNodes.Write(_graph, (Activation)layer, x, y)]);
            case Activation activation:
                return _graph.Add("Mul", [gradient, DerivativeNodes.Write(_graph, activation, x, y)]);
            case Affine affine:
                return _graph.Add("Mul", [gradient, _graph.Constant(affine.Scale, affine.Scale.Length, 1, 1)]);
            case MaxPool pool:
                return ToMaxima(pool, gradient, x, y, below);
            case Sum:
                return Reduced(gradient, layer.Output, below);
            case Product:
                return Reduced(_graph.Add("Mul", [gradient, _forward.Value(layer.Inputs[1 - number])]), layer.Output, below);
            case Concatenation:
                return Part(layer, gradient, number, below);
            case Softmax:
                var mean = _graph.Add("ReduceSum", [_graph.Add("Mul", [y, gradient]), _graph.Integers(1)]);
                return _graph.Add("Mul", [y, _graph.Add("Sub", [gradient, mean])]);
            case Normalization normalization:
                return new NormalizationNodes(_graph, normalization).Backward(x, y, gradient);
            case Resampling resampling:
                var byRow = _graph.Add("MatMul", [_graph.Constant(ForwardNodes.MatrixOf(resampling.Rows, below.Height, transposed: true), below.Height, layer.Output.Height), gradient]);
                return _graph.Add("MatMul", [byRow, _graph.Constant(ForwardNodes.MatrixOf(resampling.Columns, below.Width, transposed: false), layer.Output.Width, below.Width)]);
            default:
                throw new NetworkFormatException($"the gradient of layer '{layer.Name}' of '{_network.Name}', a {layer.GetType().Name}, can't be exported.");
        }
    }

    private string Transposed(
        string gradient, string weights, TensorShape above, TensorShape below,
        (int Height, int Width) kernel, (int Height, int Width) reach, (int Rows, int Columns) stride, (int Top, int Left) padding, (int Rows, int Columns) dilation, int groups)
    {
        var rows = PaddedWindow.Of(below.Height, above.Height, reach.Height, stride.Rows, padding.Top);
        var columns = PaddedWindow.Of(below.Width, above.Width, reach.Width, stride.Columns, padding.Left);
        return _graph.Add(
            "ConvTranspose", [gradient, weights],
            OnnxGraph.Attribute("kernel_shape", kernel.Height, kernel.Width),
            OnnxGraph.Attribute("strides", stride.Rows, stride.Columns),
            OnnxGraph.Attribute("pads", rows.Before, columns.Before, rows.After, columns.After),
            OnnxGraph.Attribute("output_padding", rows.Unread, columns.Unread),
            OnnxGraph.Attribute("dilations", dilation.Rows, dilation.Columns),
            OnnxGraph.Attribute("group", groups));
    }

    /// <summary>The gradient at the places of the maxima; a place that is several windows' maximum gets the sum.</summary>
    private string ToMaxima(MaxPool pool, string gradient, string x, string y, TensorShape below)
    {
        ForwardNodes.WriteMaximum(_graph, pool, x, below);
        var places = _graph.Add("Reshape", [_graph.SecondResult(), _graph.Integers(-1)]);
        var values = _graph.Add("Reshape", [_graph.Add("Expand", [gradient, _graph.Add("Shape", [y])]), _graph.Integers(-1)]);
        var zeros = _graph.Add("Reshape", [_graph.Add("Mul", [x, _graph.Scalar(0)]), _graph.Integers(-1)]);
        var spread = _graph.Add("ScatterElements", [zeros, places, values], OnnxGraph.Attribute("axis", 0), OnnxGraph.Attribute("reduction", "add"));
        return _graph.Add("Reshape", [spread, _graph.Integers(-1, below.Channels, below.Height, below.Width)]);
    }

    /// <summary>The part of a concatenation's gradient that belongs to one of its inputs.</summary>
    private string Part(Layer layer, string gradient, int number, TensorShape below)
    {
        var byChannel = layer.Inputs.All(input => _network.ShapeOf(input) is var shape && (shape.Height, shape.Width) == (layer.Output.Height, layer.Output.Width));
        var start = layer.Inputs.Take(number).Sum(input => byChannel ? _network.ShapeOf(input).Channels : _network.ShapeOf(input).Length);
        var end = start + (byChannel ? below.Channels : below.Length);
        var part = _graph.Add("Slice", [gradient, _graph.Integers(start), _graph.Integers(end), _graph.Integers(1)]);
        if (byChannel) return part;
        var places = _graph.Add("Reshape", [part, _graph.Integers(-1, below.Height, below.Width, below.Channels)]);
        return _graph.Add("Transpose", [places], OnnxGraph.Attribute("perm", 0, 3, 1, 2));
    }

    /// <summary>Sums over the axes along which an input was repeated.</summary>
    private string Reduced(string gradient, TensorShape above, TensorShape below)
    {
        long[] axes =
        [
            .. below.Channels < above.Channels ? (long[])[1] : [],
            .. below.Height < above.Height ? (long[])[2] : [],
            .. below.Width < above.Width ? (long[])[3] : [],
        ];
        return axes.Length == 0 ? gradient : _graph.Add("ReduceSum", [gradient, _graph.Integers(axes)]);
    }

    private static float[] Turned(float[] matrix, int rows, int columns)
    {
        var turned = new float[matrix.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++) turned[(column * rows) + row] = matrix[(row * columns) + column];
        }

        return turned;
    }
}
