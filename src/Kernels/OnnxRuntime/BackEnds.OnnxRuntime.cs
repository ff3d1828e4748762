using Steerlens.Kernels.OnnxRuntime;

namespace Steerlens.Kernels.Engines;

/// <content>Builds with ONNX Runtime have it.</content>
public static partial class BackEnds
{
    static partial void AddTo(List<IBackEnd> backEnds) => backEnds.Add(new OnnxRuntimeBackEnd());
}
