namespace Steerlens.Tests;

/// <summary>A test of the networks that PyTorch makes, skipped where that is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ZooTheoryAttribute : TheoryAttribute
{
    public ZooTheoryAttribute()
    {
        if (!PyTorchOracle.IsAvailable) Skip = "PyTorch is not installed";
    }
}

/// <summary>As <see cref="ZooTheoryAttribute"/>, where ONNX Runtime is asked, too.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OnnxRuntimeTheoryAttribute : TheoryAttribute
{
    public OnnxRuntimeTheoryAttribute()
    {
        Skip = PyTorchOracle.IsAvailable ? OnnxRuntimeOracle.WhyNot : "PyTorch is not installed";
    }
}

/// <summary>As <see cref="OnnxRuntimeTheoryAttribute"/>, for a single case.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OnnxRuntimeFactAttribute : FactAttribute
{
    public OnnxRuntimeFactAttribute()
    {
        Skip = PyTorchOracle.IsAvailable ? OnnxRuntimeOracle.WhyNot : "PyTorch is not installed";
    }
}

/// <summary>As <see cref="ZooTheoryAttribute"/>, for a single case.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ZooFactAttribute : FactAttribute
{
    public ZooFactAttribute()
    {
        if (!PyTorchOracle.IsAvailable) Skip = "PyTorch is not installed";
    }
}
