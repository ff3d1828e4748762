using System.Runtime.InteropServices;
using System.Text.Json;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;
using Steerlens.Models.Export;
using Steerlens.Tests;

namespace Steerlens.Pipeline.Tests.Exporting;

/// <summary>The networks of the zoo and those that are shipped, exported with their maps, and what ONNX Runtime puts out for them.</summary>
public sealed class ExportedZoo : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("steerlens-export").FullName;
    private readonly NetworkZoo _zoo = new();

    public ExportedZoo()
    {
        if (!PyTorchOracle.IsAvailable || OnnxRuntimeOracle.WhyNot is not null) return;
        var cases = new List<object>();
        foreach (var name in Names)
        {
            var network = Load(name);
            var (first, second) = (PictureOf(name, 0), PictureOf(name, 1));
            var layer = LayerOf(name);
            var weights = WeightsOf(network);
            foreach (var target in new[] { ExportTarget.Signed, ExportTarget.Left, ExportTarget.Right, ExportTarget.Auto })
                Add($"{name}-gradcam-{target}", OnnxExport.GradCam(network, layer, weights, target), network.Input, [first, second]);
            foreach (var target in Enum.GetValues<ExportTarget>())
                Add($"{name}-occlusion-{target}", OnnxExport.Occlusion(network, BankExport.Of(BankOf(network, softness: target == ExportTarget.Left ? 3 : 0), fill: null), weights, target), network.Input, [first]);
        }

        foreach (var name in NetworkZoo.OperatorNames)
        {
            var network = Load(name);
            Add($"{name}-gradcam-Signed", OnnxExport.GradCam(network, LayerOf(name), WeightsOf(network), ExportTarget.Signed), network.Input, [PictureOf(name, 0), PictureOf(name, 1)]);
        }

        File.WriteAllText(Path.Combine(_folder, "cases.json"), JsonSerializer.Serialize(cases));
        OnnxRuntimeOracle.AskExported(_folder);

        void Add(string name, byte[] file, TensorShape shape, float[][] pictures)
        {
            File.WriteAllBytes(PathOf(name), file);
            File.WriteAllBytes(Path.Combine(_folder, name + ".picture.bin"), MemoryMarshal.AsBytes<float>([.. pictures.SelectMany(picture => Planar(picture, shape))]).ToArray());
            cases.Add(new { name, shape = new[] { pictures.Length, shape.Channels, shape.Height, shape.Width } });
        }
    }

    /// <summary>The networks.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. NetworkZoo.Names, "pilotnet", "gap-pilotnet"];

    /// <summary>One weight for each output: not all the same.</summary>
    public static float[] WeightsOf(Network network) => [.. Enumerable.Range(0, network.OutputCount).Select(output => 1f / (1 + output))];

    /// <summary>A small bank of two sizes.</summary>
    public static WindowBank BankOf(Network network, float softness) =>
        WindowBank.Grid(network.Input.Height, network.Input.Width, [15, 40], 23, BankEdges.Clipped, softness);

    /// <summary>An exported file.</summary>
    public string PathOf(string file) => Path.Combine(_folder, file + ".onnx");

    /// <summary>An output of ONNX Runtime.</summary>
    public float[] Read(string file, string output) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(_folder, $"{file}.{output}.bin"))).ToArray();

    public Network Load(string name) => IsOfZoo(name) ? OnnxReader.Read(_zoo.PathOf(name)) : ShippedNetworks.Load(name);

    /// <summary>The layer whose map is exported, before its activation.</summary>
    public int LayerOf(string name) => LayerChoice.Resolve(Load(name), IsOfZoo(name) ? _zoo[name].Layer + ":pre" : "conv3");

    /// <summary>Full scale: the largest output on other pictures; half a radian for those that are shipped.</summary>
    public double ScaleOf(string name) => IsOfZoo(name) ? _zoo[name].Scale : 0.5;

    /// <summary>One of two pictures: H x W x C.</summary>
    public float[] PictureOf(string name, int number)
    {
        var length = Load(name).Input.Length;
        if (IsOfZoo(name)) return number == 0 ? _zoo.Read(name, "input") : _zoo.Read(name, "pictures")[..length];
        var random = new Random(number + 1);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
    }

    public void Dispose()
    {
        _zoo.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static bool IsOfZoo(string name) => NetworkZoo.Names.Concat(NetworkZoo.OperatorNames).Contains(name, StringComparer.Ordinal);

    private static float[] Planar(float[] picture, TensorShape shape)
    {
        var planes = new float[picture.Length];
        for (var at = 0; at < picture.Length; at++) planes[(at % shape.Channels * shape.Height * shape.Width) + (at / shape.Channels)] = picture[at];
        return planes;
    }
}
