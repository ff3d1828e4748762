namespace Steerlens.Models.Onnx;

/// <summary>Which operators are read, and by what.</summary>
internal static class OperatorTable
{
    private static readonly SortedDictionary<string, Action<Node>> Operators = new(StringComparer.Ordinal)
    {
        ["Conv"] = ConvolutionOperator.Translate,
        ["Gemm"] = DenseOperators.Gemm,
        ["MatMul"] = DenseOperators.MatMul,
        ["BatchNormalization"] = BatchNormalizationOperator.Translate,
        ["GlobalAveragePool"] = PoolingOperators.GlobalAverage,
        ["GlobalMaxPool"] = PoolingOperators.GlobalMaximum,
        ["ReduceMean"] = PoolingOperators.ReduceMean,
        ["AveragePool"] = PoolingOperators.Average,
        ["MaxPool"] = PoolingOperators.Maximum,
        ["Relu"] = node => ActivationOperators.Translate(node, ActivationKind.Relu),
        ["Elu"] = node => ActivationOperators.Translate(node, ActivationKind.Elu),
        ["Tanh"] = node => ActivationOperators.Translate(node, ActivationKind.Tanh),
        ["Sigmoid"] = node => ActivationOperators.Translate(node, ActivationKind.Sigmoid),
        ["Atan"] = node => ActivationOperators.Translate(node, ActivationKind.Atan),
        ["LeakyRelu"] = node => ActivationOperators.Translate(node, ActivationKind.LeakyRelu),
        ["Selu"] = node => ActivationOperators.Translate(node, ActivationKind.Selu),
        ["Softplus"] = node => ActivationOperators.Translate(node, ActivationKind.Softplus),
        ["Softsign"] = node => ActivationOperators.Translate(node, ActivationKind.Softsign),
        ["HardSigmoid"] = node => ActivationOperators.Translate(node, ActivationKind.HardSigmoid),
        ["HardSwish"] = node => ActivationOperators.Translate(node, ActivationKind.HardSwish),
        ["ThresholdedRelu"] = node => ActivationOperators.Translate(node, ActivationKind.ThresholdedRelu),
        ["Clip"] = ActivationOperators.Clip,
        ["PRelu"] = ActivationOperators.ParametricRelu,
        ["Softmax"] = ActivationOperators.Softmax,
        ["Add"] = ArithmeticOperators.Translate,
        ["Sub"] = ArithmeticOperators.Translate,
        ["Mul"] = ArithmeticOperators.Translate,
        ["Div"] = ArithmeticOperators.Translate,
        ["Neg"] = ArithmeticOperators.Negate,
        ["Floor"] = ArithmeticOperators.Round,
        ["Ceil"] = ArithmeticOperators.Round,
        ["Sum"] = JoiningOperators.Sum,
        ["Concat"] = JoiningOperators.Concat,
        ["Slice"] = SelectionOperators.Slice,
        ["Gather"] = SelectionOperators.Gather,
        ["Split"] = SelectionOperators.Split,
        ["Pad"] = ResamplingOperators.Pad,
        ["Resize"] = ResamplingOperators.Resize,
        ["Upsample"] = ResamplingOperators.Resize,
        ["Transpose"] = ViewOperators.Transpose,
        ["Reshape"] = ViewOperators.Reshape,
        ["Flatten"] = ViewOperators.Flatten,
        ["Squeeze"] = ViewOperators.Squeeze,
        ["Unsqueeze"] = ViewOperators.Unsqueeze,
        ["Identity"] = PassingOperators.Pass,
        ["Dropout"] = PassingOperators.Pass,
        ["Cast"] = PassingOperators.Cast,
        ["Constant"] = ConstantOperators.Constant,
        ["ConstantOfShape"] = ConstantOperators.Fill,
        ["Shape"] = ConstantOperators.Shape,
    };

    /// <summary>The operators in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Operators.Keys];

    /// <summary>What reads an operator, or null.</summary>
    public static Action<Node>? Find(string operation) => Operators.GetValueOrDefault(operation);
}
