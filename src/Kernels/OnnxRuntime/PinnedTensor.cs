using Microsoft.ML.OnnxRuntime;

namespace Steerlens.Kernels.OnnxRuntime;

/// <summary>Float32 values that stay where they are, as ONNX Runtime sees them: made once and used for every frame.</summary>
internal sealed class PinnedTensor : IDisposable
{
    /// <summary>Makes room.</summary>
    /// <param name="dimensions">The sizes.</param>
    public PinnedTensor(params long[] dimensions)
    {
        Values = GC.AllocateArray<float>(checked((int)dimensions.Aggregate(1L, (product, size) => product * size)), pinned: true);
        Value = OrtValue.CreateTensorValueFromMemory(Values, dimensions);
    }

    /// <summary>The values.</summary>
    public float[] Values { get; }

    /// <summary>The same memory for ONNX Runtime.</summary>
    public OrtValue Value { get; }

    /// <inheritdoc/>
    public void Dispose() => Value.Dispose();
}
