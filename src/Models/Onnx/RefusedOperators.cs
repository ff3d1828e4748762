namespace Steerlens.Models.Onnx;

/// <summary>What to do about operators that people have and that are not read.</summary>
internal static class RefusedOperators
{
    /// <summary>A remedy; null for operators of which nothing more is known than that they are not read.</summary>
    public static string? RemedyOf(string operation, string domain) => operation switch
    {
        "If" or "Loop" or "Scan" => "control flow is not read: export the network with fixed shapes, traced and not scripted",
        "LSTM" or "GRU" or "RNN" => "networks that remember are not read: export the part that looks at one picture",
        "DequantizeLinear" or "QuantizeLinear" or "DynamicQuantizeLinear" or "MatMulInteger" => Quantized,
        _ when operation.StartsWith("QLinear", StringComparison.Ordinal) || operation.EndsWith("Integer", StringComparison.Ordinal) => Quantized,
        _ when operation.StartsWith("Sequence", StringComparison.Ordinal) || operation.StartsWith("Optional", StringComparison.Ordinal) => "sequences and optional values are not read: export the network with tensors alone",
        "RandomNormal" or "RandomNormalLike" or "RandomUniform" or "RandomUniformLike" or "Multinomial" or "Bernoulli" => "nothing random is read: export the network in inference mode (model.eval())",
        _ when domain is "com.microsoft" or "com.microsoft.nchwc" => "ONNX Runtime put it there when it optimised the network: use the file from before that",
        _ => null,
    };

    private const string Quantized = "quantised networks are not read: use the network from before it was quantised";
}
