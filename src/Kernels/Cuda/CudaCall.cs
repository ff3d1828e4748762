namespace Steerlens.Kernels.Cuda;

/// <summary>Names a call by the C# expression that made it.</summary>
internal static class CudaCall
{
    /// <summary>Throws where a call failed.</summary>
    /// <param name="result">What it returned.</param>
    /// <param name="expression">The expression: <c>Functions.cuMemAlloc(...)</c> is told as <c>cuMemAlloc</c>.</param>
    public static void Check(int result, string expression)
    {
        if (result == CudaResult.Success) return;
        var start = expression.IndexOf("Functions.", StringComparison.Ordinal);
        var name = start < 0 ? expression : expression[(start + "Functions.".Length)..];
        var end = name.IndexOf('(', StringComparison.Ordinal);
        CudaDriver.Check(result, end < 0 ? name : name[..end]);
    }
}
