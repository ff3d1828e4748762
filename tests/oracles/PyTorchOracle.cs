using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Steerlens.Kernels.Occlusion;

namespace Steerlens.Tests;

/// <summary>Asks PyTorch about a network and frames, through <c>tests/oracles/pytorch_oracle.py</c>, whose head tells the files.</summary>
internal sealed class PyTorchOracle : IDisposable
{
    private const string Interpreter = "/usr/bin/python3";
    private readonly string _folder = Directory.CreateTempSubdirectory("steerlens-oracle").FullName;

    /// <summary>Whether this machine's Python has PyTorch and onnx.</summary>
    public static bool IsAvailable { get; } = File.Exists(Interpreter) && Run("-c", "import torch, onnx, numpy") is null;

    /// <summary>Asks; the answers are then read with <see cref="Read"/>.</summary>
    /// <param name="script">The script's path.</param>
    /// <param name="network">The ONNX file.</param>
    /// <param name="inputs">Frames, each H x W x C.</param>
    /// <param name="layers">Layers for Grad-CAM.</param>
    /// <param name="windowFrames">Frames whose windows are asked for, each with its fill.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="batch">Windows that go through the network together.</param>
    public void Ask(string script, string network, IReadOnlyList<float[]> inputs, IReadOnlyList<string> layers, IReadOnlyList<(int Frame, float[] Fill)> windowFrames, IReadOnlyList<Window> windows, int batch = 1)
    {
        Write("inputs.bin", inputs);
        Write("fills.bin", [.. windowFrames.Select(frame => frame.Fill)]);
        File.WriteAllText(Path.Combine(_folder, "request.json"), JsonSerializer.Serialize(new
        {
            frames = inputs.Count,
            layers,
            batch,
            windowFrames = windowFrames.Select(frame => frame.Frame),
            windows = windows.Select(window => new[] { window.Row, window.Column, window.Height, window.Width }),
        }));
        if (Run(script, network, _folder) is { } reason) throw new InvalidOperationException("The oracle failed: " + reason);
    }

    /// <summary>Asks <c>map_oracle.py</c> about every map.</summary>
    /// <param name="script">The script's path.</param>
    /// <param name="network">The ONNX file.</param>
    /// <param name="inputs">Frames, each H x W x C.</param>
    /// <param name="noise">SmoothGrad's noise, samples x H x W x C; empty to leave it out.</param>
    /// <param name="request">The rest of the request, as the script's head tells.</param>
    public void AskMaps(string script, string network, IReadOnlyList<float[]> inputs, float[] noise, object request)
    {
        Write("inputs.bin", inputs);
        Write("noise.bin", [noise]);
        File.WriteAllText(Path.Combine(_folder, "request.json"), JsonSerializer.Serialize(request));
        if (Run(script, network, _folder) is { } reason) throw new InvalidOperationException("The oracle failed: " + reason);
    }

    /// <summary>Asks <c>filter_oracle.py</c> for the pictures that channels answer to.</summary>
    /// <param name="script">The script's path.</param>
    /// <param name="network">The ONNX file.</param>
    /// <param name="start">The picture that the search starts from, H x W x C.</param>
    /// <param name="rest">The picture that it goes back to, H x W x C.</param>
    /// <param name="request">The request, as the script's head tells.</param>
    public void AskFilters(string script, string network, float[] start, float[] rest, object request)
    {
        Write("start.bin", [start]);
        Write("rest.bin", [rest]);
        File.WriteAllText(Path.Combine(_folder, "request.json"), JsonSerializer.Serialize(request));
        if (Run(script, network, _folder) is { } reason) throw new InvalidOperationException("The oracle failed: " + reason);
    }

    /// <summary>Makes a network of the long-range kind, with random weights and 325 outputs.</summary>
    /// <param name="script">The path of <c>map_oracle.py</c>.</param>
    /// <returns>The ONNX file, in the oracle's folder.</returns>
    public string MakeLongRange(string script)
    {
        var path = Path.Combine(_folder, "long-range.onnx");
        if (Run(script, "--long-range", path) is { } reason) throw new InvalidOperationException("The oracle failed: " + reason);
        return path;
    }

    /// <summary>One answer.</summary>
    public float[] Read(string name) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(_folder, name))).ToArray();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string name, IReadOnlyList<float[]> arrays)
    {
        using var stream = File.Create(Path.Combine(_folder, name));
        foreach (var array in arrays) stream.Write(MemoryMarshal.AsBytes<float>(array));
    }

    private static string? Run(params string[] arguments)
    {
        using var process = new Process { StartInfo = new ProcessStartInfo(Interpreter, arguments) { RedirectStandardError = true, UseShellExecute = false } };
        process.Start();
        var complaint = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : complaint.Trim();
    }
}
