using Steerlens.EndToEnd.Tests.Live;
using Steerlens.EndToEnd.Tests.Running;

namespace Steerlens.EndToEnd.Tests.Exporting;

/// <summary>A test of an exported network in a browser, skipped where there is none or ONNX Runtime for browsers is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ExportBrowserFactAttribute : FactAttribute
{
    public ExportBrowserFactAttribute()
    {
        if (Browser.Program is null) Skip = Browser.Missing;
        else if (!Directory.Exists(Path.Combine(RepositoryRoot.Path, "bench", "peers", "node_modules", "onnxruntime-web")))
            Skip = "ONNX Runtime for browsers is not installed: ONNXRUNTIME_NODE_INSTALL=skip npm ci --ignore-scripts in bench/peers";
    }
}
