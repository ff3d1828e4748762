using Steerlens.Models.Onnx;

namespace Steerlens.Models.Export;

/// <summary>Writes a network's layers as operators. Every activation is a tensor N x C x H x W; a vector of n values is N x n x 1 x 1.</summary>
internal sealed class ForwardNodes
{
    private readonly Network _network;
    private readonly OnnxGraph _graph;
    private readonly string[] _values;
    private readonly string _input;

    /// <summary>Writes all layers.</summary>
    /// <param name="network">The network.</param>
    /// <param name="graph">Gets the operators.</param>
    /// <param name="input">The tensor that is its input, N x C x H x W.</param>
    /// <exception cref="NetworkFormatException">The network has a layer that can't be written.</exception>
    public ForwardNodes(Network network, OnnxGraph graph, string input)
    {
        (_network, _graph, _input) = (network, graph, input);
        _values = new string[network.Layers.Count];
        for (var index = 0; index < _values.Length; index++) _values[index] = Write(network.Layers[index]);
        Outputs = Rows(Value(_values.Length - 1), network.ShapeOf(_values.Length - 1));
    }

    /// <summary>The network's outputs: N x outputs.</summary>
    public string Outputs { get; }

    /// <summary>What a layer puts out, or the input.</summary>
    public string Value(int layer) => layer == Network.InputIndex ? _input : _values[layer];

    /// <summary>The weights of a convolution in the format's order: output channels x input channels of a group x kernel.</summary>
    public static float[] WeightsOf(Convolution layer)
    {
        var (taps, outputs) = (layer.Kernel.Height * layer.Kernel.Width, layer.Output.Channels);
        var inputs = layer.Weights.Length / taps / outputs;
        var weights = new float[layer.Weights.Length];
        for (var tap = 0; tap < taps; tap++)
        {
            for (var input = 0; input < inputs; input++)
            {
                for (var output = 0; output < outputs; output++) weights[(((output * inputs) + input) * taps) + tap] = layer.Weights[(((tap * inputs) + input) * outputs) + output];
            }
        }

        return weights;
    }

    /// <summary>The weights of a dense layer whose input lies channel by channel: input values (C, H, W order) x units.</summary>
    public static float[] WeightsOf(Dense layer, TensorShape input)
    {
        var (positions, units) = (input.Height * input.Width, layer.Output.Channels);
        var weights = new float[layer.Weights.Length];
        for (var position = 0; position < positions; position++)
        {
            for (var channel = 0; channel < input.Channels; channel++)
            {
                layer.Weights.AsSpan(((position * input.Channels) + channel) * units, units)
                    .CopyTo(weights.AsSpan(((channel * positions) + position) * units));
            }
        }

        return weights;
    }

    /// <summary>The matrix by which one axis is resampled: output positions x input positions; transposed for the other direction.</summary>
    public static float[] MatrixOf(AxisWeights axis, int inputs, bool transposed)
    {
        var matrix = new float[axis.Count * inputs];
        for (var position = 0; position < axis.Count; position++)
        {
            for (var source = 0; source < axis.SourcesOf(position).Length; source++)
            {
                var from = axis.SourcesOf(position)[source];
                matrix[transposed ? (from * axis.Count) + position : (position * inputs) + from] += axis.WeightsOf(position)[source];
            }
        }

        return matrix;
    }

    /// <summary>All values of each picture one behind the other, in the order H, W, C: N x values.</summary>
    public string Rows(string value, TensorShape shape)
    {
        if (shape is not { Height: 1, Width: 1 }) value = _graph.Add("Transpose", [value], OnnxGraph.Attribute("perm", 0, 2, 3, 1));
        return _graph.Add("Flatten", [value], OnnxGraph.Attribute("axis", 1));
    }

    private string Write(Layer layer)
    {
        var inputs = layer.Inputs.Select(Value).ToArray();
        var below = _network.ShapeOf(layer.Inputs[0]);
        return layer switch
        {
            Convolution convolution => Write(convolution, inputs[0], below),
            Dense dense => Vector(_graph.Add(
                "Gemm", layer.Name, [_graph.Add("Flatten", inputs, OnnxGraph.Attribute("axis", 1)), _graph.Constant(WeightsOf(dense, below), below.Length, dense.Output.Channels), _graph.Constant(dense.Bias, dense.Bias.Length)])),
            AveragePool pool => _graph.Add("AveragePool", layer.Name, inputs, Kernel(pool.Kernel), Strides(pool.Stride)),
            MaxPool pool => WriteMaximum(_graph, pool, inputs[0], below),
            Affine affine => _graph.Add("Add", layer.Name, [_graph.Add("Mul", [inputs[0], ByChannel(affine.Scale)]), ByChannel(affine.Offset)]),
            Activation activation => Write(activation, inputs[0]),
            Sum => inputs.Skip(1).Aggregate(inputs[0], (sum, input) => _graph.Add("Add", layer.Name, [sum, input])),
            Product => _graph.Add("Mul", layer.Name, inputs),
            Normalization normalization => new NormalizationNodes(_graph, normalization).Forward(inputs[0]),
            Softmax => _graph.Add("Softmax", layer.Name, inputs, OnnxGraph.Attribute("axis", 1)),
            Concatenation => Join(layer, inputs),
            Resampling resampling => _graph.Add(
                "MatMul", layer.Name,
                [
                    _graph.Add("MatMul", [_graph.Constant(MatrixOf(resampling.Rows, below.Height, transposed: false), layer.Output.Height, below.Height), inputs[0]]),
                    _graph.Constant(MatrixOf(resampling.Columns, below.Width, transposed: true), below.Width, layer.Output.Width),
                ]),
            _ => throw new NetworkFormatException($"layer '{layer.Name}' of '{_network.Name}' is a {layer.GetType().Name}, which can't be exported."),
        };
    }

    private string Write(Convolution layer, string input, TensorShape below)
    {
        var rows = PaddedWindow.Of(below.Height, layer.Output.Height, layer.Reach.Height, layer.Stride.Rows, layer.Padding.Top);
        var columns = PaddedWindow.Of(below.Width, layer.Output.Width, layer.Reach.Width, layer.Stride.Columns, layer.Padding.Left);
        return _graph.Add(
            "Conv", layer.Name,
            [input, _graph.Constant(WeightsOf(layer), layer.Output.Channels, below.Channels / layer.Groups, layer.Kernel.Height, layer.Kernel.Width), _graph.Constant(layer.Bias, layer.Bias.Length)],
            Kernel(layer.Kernel), Strides(layer.Stride),
            OnnxGraph.Attribute("pads", rows.Before, columns.Before, rows.After, columns.After),
            OnnxGraph.Attribute("dilations", layer.Dilation.Rows, layer.Dilation.Columns),
            OnnxGraph.Attribute("group", layer.Groups));
    }

    /// <summary>A maximum pooling; its second result, if it is asked for, is where the maxima are.</summary>
    public static string WriteMaximum(OnnxGraph graph, MaxPool layer, string input, TensorShape below)
    {
        var rows = PaddedWindow.Of(below.Height, layer.Output.Height, layer.Kernel.Height, layer.Stride.Rows, layer.Padding.Top);
        var columns = PaddedWindow.Of(below.Width, layer.Output.Width, layer.Kernel.Width, layer.Stride.Columns, layer.Padding.Left);
        return graph.Add("MaxPool", layer.Name, [input], Kernel(layer.Kernel), Strides(layer.Stride), OnnxGraph.Attribute("pads", rows.Before, columns.Before, rows.After, columns.After));
    }

    private string Write(Activation layer, string input)
    {
        var (alpha, beta) = (layer.Alpha, layer.Beta);
        return layer.Kind switch
        {
            ActivationKind.Erf or ActivationKind.Exp or ActivationKind.Log or ActivationKind.Abs or ActivationKind.Relu or ActivationKind.Tanh or ActivationKind.Sigmoid or ActivationKind.Atan or ActivationKind.Softplus or ActivationKind.Softsign or ActivationKind.HardSwish =>
                _graph.Add(layer.Kind.ToString(), layer.Name, [input]),
            ActivationKind.LeakyRelu when layer.Slopes is { } slopes => _graph.Add("PRelu", layer.Name, [input, _graph.Constant(slopes, slopes.Length, 1, 1)]),
            ActivationKind.Elu or ActivationKind.LeakyRelu or ActivationKind.ThresholdedRelu => _graph.Add(layer.Kind.ToString(), layer.Name, [input], OnnxGraph.Attribute("alpha", alpha)),
            ActivationKind.Selu => _graph.Add("Selu", layer.Name, [input], OnnxGraph.Attribute("alpha", alpha), OnnxGraph.Attribute("gamma", beta)),
            ActivationKind.HardSigmoid => _graph.Add("HardSigmoid", layer.Name, [input], OnnxGraph.Attribute("alpha", alpha), OnnxGraph.Attribute("beta", beta)),
            ActivationKind.Clip => _graph.Add("Clip", layer.Name, [input, _graph.Scalar(alpha), _graph.Scalar(beta)]),
            ActivationKind.Power => _graph.Add("Pow", layer.Name, [input, _graph.Scalar(alpha)]),
            ActivationKind.Swish => _graph.Add("Mul", layer.Name, [input, SmoothNodes.Logistic(_graph, input, alpha)]),
            ActivationKind.Mish => _graph.Add("Mul", layer.Name, [input, _graph.Add("Tanh", [_graph.Add("Softplus", [input])])]),
            ActivationKind.Gelu => _graph.Add("Mul", layer.Name, [input, SmoothNodes.Normal(_graph, input)]),
            ActivationKind.GeluTanh => _graph.Add("Mul", layer.Name, [input, SmoothNodes.Half(_graph, _graph.Add("Tanh", [SmoothNodes.Cubic(_graph, input)]))]),
            _ => throw new NetworkFormatException($"layer '{layer.Name}' of '{_network.Name}' is a {layer.Kind}, which can't be exported."),
        };
    }

    private string Join(Layer layer, string[] inputs)
    {
        var shapes = layer.Inputs.Select(_network.ShapeOf).ToArray();
        if (shapes.All(shape => (shape.Height, shape.Width) == (layer.Output.Height, layer.Output.Width))) return _graph.Add("Concat", layer.Name, inputs, OnnxGraph.Attribute("axis", 1));
        return Vector(_graph.Add("Concat", layer.Name, [.. inputs.Zip(shapes, Rows)], OnnxGraph.Attribute("axis", 1)));
    }

    private string Vector(string rows) => _graph.Add("Unsqueeze", [rows, _graph.Integers(2, 3)]);

    private string ByChannel(float[] values) => _graph.Constant(values, values.Length, 1, 1);

    private static AttributeProto Kernel((int Height, int Width) kernel) => OnnxGraph.Attribute("kernel_shape", kernel.Height, kernel.Width);

    private static AttributeProto Strides((int Rows, int Columns) stride) => OnnxGraph.Attribute("strides", stride.Rows, stride.Columns);
}
