using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Steerlens.Tests;

/// <summary>The networks that <c>tests/oracles/network_zoo.py</c> makes, and what PyTorch says of each; its head tells the files.</summary>
public sealed class NetworkZoo : IDisposable
{
    private const string Interpreter = "/usr/bin/python3";
    private readonly string _folder = Directory.CreateTempSubdirectory("steerlens-zoo").FullName;
    private readonly Dictionary<string, Description> _networks;

    /// <summary>Makes all of them.</summary>
    public NetworkZoo()
    {
        if (!PyTorchOracle.IsAvailable)
        {
            _networks = [];
            return;
        }

        var script = Path.Combine(RealFrames.Root, "tests", "oracles", "network_zoo.py");
        using var process = new Process { StartInfo = new ProcessStartInfo(Interpreter, [script, _folder]) { RedirectStandardError = true, UseShellExecute = false } };
        process.Start();
        var complaint = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException("The networks could not be made: " + complaint.Trim());
        if (OnnxRuntimeOracle.WhyNot is null) OnnxRuntimeOracle.Ask(_folder);
        _networks = JsonSerializer.Deserialize<Dictionary<string, Description>>(File.ReadAllText(Path.Combine(_folder, "zoo.json")), JsonSerializerOptions.Web)!;
    }

    /// <summary>Their names, which the script fixes.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["pilotnet-elu", "pilotnet-batchnorm", "pilotnet-channels-last", "dronet", "comma", "donkey", "depthwise", "long-range", "mean", "three-frames"];

    /// <summary>The small networks that have an operator each.</summary>
    public static IReadOnlyList<string> OperatorNames { get; } =
    [
        "gelu", "gelu-op", "gelu-tanh-op", "erf", "swish", "mish", "mish-op", "hard-sigmoid", "hard-swish-composed", "exp", "log", "sqrt", "power", "square", "quotient", "reciprocal", "bounds",
        "conv-transpose", "conv-transpose-groups", "depth-to-space", "space-to-depth", "space-to-depth-op", "sum-of-picture", "sum-of-channels", "mean-of-rows", "mean-of-columns", "mean-of-all",
        "mean-of-pairs", "maximum-of-picture", "global-max-pool", "split", "gather", "gather-row", "layer-norm-op", "layer-norm-composed", "channel-norm-op", "channel-norm-composed", "vector-norm",
        "instance-norm", "group-norm", "batch-norm-of-one-frame", "two-heads",
    ];

    /// <summary>The ONNX file of a network.</summary>
    public string PathOf(string name) => Path.Combine(_folder, name + ".onnx");

    /// <summary>What is known of a network.</summary>
    public Description this[string name] => _networks[name];

    /// <summary>The script's answer.</summary>
    /// <param name="name">The network.</param>
    /// <param name="what"><c>input</c>, <c>output</c>, <c>saliency</c>, <c>gradcam</c>, <c>pictures</c> or <c>onnxruntime</c>.</param>
    public float[] Read(string name, string what) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(_folder, $"{name}.{what}.bin"))).ToArray();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>What the script tells of a network.</summary>
    /// <param name="Layer">The layer of the Grad-CAM map.</param>
    /// <param name="Shape">H, W, C of the input.</param>
    /// <param name="Scale">The largest output on other pictures.</param>
    /// <param name="Magnitude">The largest sum of |weight| |activation|.</param>
    /// <param name="Operators">How often the file has each ONNX operator.</param>
    public sealed record Description(string Layer, int[] Shape, double Scale, double Magnitude, Dictionary<string, int> Operators);
}
