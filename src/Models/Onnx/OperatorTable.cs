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
        ["ReduceMean"] = PoolingOperators.ReduceMean,
        ["AveragePool"] = PoolingOperators.Average,
        ["MaxPool"] = PoolingOperators.Maximum,
        ["Relu"] = node => ActivationOperators.Translate(node, ActivationKind.Relu),
        ["Elu"] = node => ActivationOperators.Translate(node, ActivationKind.Elu),
        ["Tanh"] = node => ActivationOperators.Translate(node, ActivationKind.Tanh),
        ["Sigmoid"] = node => ActivationOperators.Translate(node, ActivationKind.Sigmoid),
        ["Atan"] = node => ActivationOperators.Translate(node, ActivationKind.Atan),
        ["Add"] = ArithmeticOperators.Translate,
        ["Sub"] = ArithmeticOperators.Translate,
        ["Mul"] = ArithmeticOperators.Translate,
        ["Div"] = ArithmeticOperators.Translate,
        ["Transpose"] = ViewOperators.Transpose,
        ["Reshape"] = ViewOperators.Reshape,
        ["Flatten"] = ViewOperators.Flatten,
        ["Squeeze"] = ViewOperators.Squeeze,
        ["Unsqueeze"] = ViewOperators.Unsqueeze,
        ["Identity"] = PassingOperators.Pass,
        ["Pad"] = PassingOperators.Pad,
        ["Dropout"] = PassingOperators.Pass,
        ["Cast"] = PassingOperators.Cast,
        ["Constant"] = ConstantOperators.Constant,
        ["Shape"] = ConstantOperators.Shape,
        ["Gather"] = ConstantOperators.Gather,
        ["Concat"] = ConstantOperators.Concat,
        ["Slice"] = ConstantOperators.Slice,
    };

    /// <summary>The operators in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Operators.Keys];

    /// <summary>What reads an operator, or null.</summary>
    public static Action<Node>? Find(string operation) => Operators.GetValueOrDefault(operation);
}
