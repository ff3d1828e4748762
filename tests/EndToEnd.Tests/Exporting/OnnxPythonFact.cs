using System.ComponentModel;
using Steerlens.EndToEnd.Tests.Running;

namespace Steerlens.EndToEnd.Tests.Exporting;

/// <summary>A test that runs ONNX files in Python, skipped where that lacks ONNX or NumPy, or ONNX Runtime is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OnnxPythonFactAttribute : FactAttribute
{
    private static readonly bool IsThere = Imports();

    public OnnxPythonFactAttribute()
    {
        if (!IsThere) Skip = "python3 with numpy and onnx is not installed";
        else if (!Directory.Exists(Path.Combine(RepositoryRoot.Path, "bench", "peers", "node_modules", "onnxruntime-node")))
            Skip = "ONNX Runtime is not installed: ONNXRUNTIME_NODE_INSTALL=skip npm ci --ignore-scripts in bench/peers";
    }

    private static bool Imports()
    {
        try
        {
            using var process = ToolRun.Start("/usr/bin/python3", ["-c", "import numpy, onnx"]);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
