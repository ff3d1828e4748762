using System.Diagnostics;

namespace Steerlens.Tests;

/// <summary>Asks ONNX Runtime what networks put out, through <c>tests/oracles/onnxruntime.mjs</c>, whose head tells the files.</summary>
internal static class OnnxRuntimeOracle
{
    /// <summary>Why ONNX Runtime can't be asked; null where it can.</summary>
    public static string? WhyNot { get; } = Run("--version") is not null ? "Node.js is not installed"
        : Directory.Exists(Path.Combine(RealFrames.Root, "bench", "peers", "node_modules", "onnxruntime-node")) ? null
        : "ONNX Runtime is not installed: ONNXRUNTIME_NODE_INSTALL=skip npm ci --ignore-scripts in bench/peers";

    /// <summary>Runs all networks of a folder on their pictures.</summary>
    public static void Ask(string folder) => Ask("onnxruntime.mjs", folder);

    /// <summary>Runs the exported networks of a folder; the head of <c>tests/oracles/exported.mjs</c> tells the files.</summary>
    public static void AskExported(string folder) => Ask("exported.mjs", folder);

    private static void Ask(string script, string folder)
    {
        if (Run(Path.Combine(RealFrames.Root, "tests", "oracles", script), folder) is { } reason) throw new InvalidOperationException("ONNX Runtime failed: " + reason);
    }

    private static string? Run(params string[] arguments)
    {
        try
        {
            using var process = new Process { StartInfo = new ProcessStartInfo("node", arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false } };
            process.OutputDataReceived += (_, _) => { };
            process.Start();
            process.BeginOutputReadLine();
            var complaint = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : complaint.Trim();
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return exception.Message;
        }
    }
}
