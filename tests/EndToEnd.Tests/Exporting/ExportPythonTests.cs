using System.Globalization;
using System.Text.RegularExpressions;
using Steerlens.EndToEnd.Tests.Running;
using Steerlens.Kernels.Engines;
using Steerlens.Models;

namespace Steerlens.EndToEnd.Tests.Exporting;

/// <summary>The Python lines of <c>docs/export.md</c> as they are, with ONNX Runtime of Node.js under the name of Python's.</summary>
public sealed partial class ExportPythonTests
{
    // Runs NAME.onnx of a folder through tests/oracles/exported.mjs, whose head tells the files.
    private const string Runtime = """
        import json, os, subprocess, tempfile, types
        import numpy as np, onnx


        class InferenceSession:
            def __init__(self, path):
                self._model = onnx.load(path)

            def get_modelmeta(self):
                return types.SimpleNamespace(custom_metadata_map={entry.key: entry.value for entry in self._model.metadata_props})

            def run(self, names, feeds):
                (picture,) = feeds.values()
                assert list(feeds) == [value.name for value in self._model.graph.input] and picture.dtype == np.float32
                with tempfile.TemporaryDirectory() as folder:
                    onnx.save(self._model, os.path.join(folder, "asked.onnx"))
                    picture.tofile(os.path.join(folder, "asked.picture.bin"))
                    with open(os.path.join(folder, "cases.json"), "w") as cases:
                        json.dump([{"name": "asked", "shape": picture.shape}], cases)
                    subprocess.run(["node", os.environ["EXPORTED_MJS"], folder], check=True)
                    return [np.fromfile(os.path.join(folder, f"asked.{name}.bin"), np.float32).reshape(self._shape(name, len(picture))) for name in names]

            def _shape(self, name, pictures):
                value = next(value for value in self._model.graph.output if value.name == name)
                return [dimension.dim_value or pictures for dimension in value.type.tensor_type.shape.dim]
        """;

    [OnnxPythonFact]
    public async Task PythonLines_OfThePage_PrintTheEnginesAngle()
    {
        using var folder = new TemporaryFolder();
        var lines = PythonLines().Match(await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "docs", "export.md"))).Groups["lines"].Value;
        Assert.Contains("InferenceSession", lines, StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder["onnxruntime.py"], Runtime);
        await File.WriteAllTextAsync(folder["page.py"], lines);
        var export = await SteerlensProgram.RunAsync("export", "-o", folder["explained.onnx"], "--map", "gradcam", "--layer", "conv3", "--target", "auto");
        Assert.True(export.ExitCode == 0, export.Error);

        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["EXPORTED_MJS"] = Path.Combine(RepositoryRoot.Path, "tests", "oracles", "exported.mjs") };
        using var process = ToolRun.Start("/usr/bin/python3", ["page.py"], environment, folder.Path);
        var run = await ToolRun.EndAsync(process);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("'steerlens.color': 'yuv'", run.Text, StringComparison.Ordinal);
        var answer = Answer().Match(run.Text);
        Assert.True(answer.Success, run.Text);
        Assert.Equal(AngleOfGrey() * 180 / Math.PI, double.Parse(answer.Groups["angle"].Value, CultureInfo.InvariantCulture), 1e-3);
        Assert.Equal(ShapeOf("conv3"), answer.Groups["shape"].Value);
    }

    private static double AngleOfGrey()
    {
        var network = DefaultNetwork.Load();
        using var engine = new CpuEngine(network, 1);
        using var pass = engine.NewPass();
        engine.Forward(new float[network.Input.Length], pass);
        var angle = new float[1];
        engine.CopyActivation(pass, network.Layers.Count - 1, angle);
        return angle[0];
    }

    private static string ShapeOf(string layer)
    {
        var shape = DefaultNetwork.Load().Layers.First(candidate => string.Equals(candidate.Name, layer, StringComparison.Ordinal)).Output;
        return FormattableString.Invariant($"({shape.Height}, {shape.Width})");
    }

    [GeneratedRegex("```python\n(?<lines>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PythonLines();

    [GeneratedRegex(@"(?<angle>-?[\d.]+(e-?\d+)?) (?<shape>\(\d+, \d+\))", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Answer();
}
