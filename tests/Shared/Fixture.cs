using System.Runtime.InteropServices;
using System.Text.Json;
using Steerlens.Models;

namespace Steerlens.Tests;

/// <summary>A small network of <c>tests/fixtures</c> with what PyTorch says about it; the folder's README tells the format.</summary>
internal sealed class Fixture
{
    private Fixture(string name, JsonElement root)
    {
        Name = name;
        Input = FixtureTensor.Of(root.GetProperty("input"));
        Output = FixtureTensor.Of(root.GetProperty("output"));
        InputGradient = root.TryGetProperty("inputGradient", out var gradient) ? FixtureTensor.Of(gradient) : null;
        Layers = root.GetProperty("layers").EnumerateObject().ToDictionary(
            layer => layer.Name,
            layer => new FixtureLayer(
                FixtureTensor.Of(layer.Value.GetProperty("before")),
                FixtureTensor.Of(layer.Value.GetProperty("beforeGradient")),
                FixtureTensor.Of(layer.Value.GetProperty("after")),
                FixtureTensor.Of(layer.Value.GetProperty("afterGradient"))),
            StringComparer.Ordinal);
    }

    /// <summary>The folder of the fixtures.</summary>
    public static string Folder { get; } = Path.Combine(FindRoot(), "tests", "fixtures");

    /// <summary>All fixtures by name.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Folder, "*.onnx").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    /// <summary>The fixture's name.</summary>
    public string Name { get; }

    /// <summary>Where the network lies.</summary>
    public string NetworkPath => Path.Combine(Folder, Name + ".onnx");

    /// <summary>One input, H x W x C.</summary>
    public FixtureTensor Input { get; }

    /// <summary>All outputs for <see cref="Input"/>.</summary>
    public FixtureTensor Output { get; }

    /// <summary>d output[0] / d input, H x W x C, or null where the fixture leaves it out.</summary>
    public FixtureTensor? InputGradient { get; }

    /// <summary>The convolutions: conv1, conv2, and so on.</summary>
    public IReadOnlyDictionary<string, FixtureLayer> Layers { get; }

    /// <summary>Reads the fixture of this name.</summary>
    public static Fixture Load(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".json")));
        return new Fixture(name, document.RootElement);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder != null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pipeline.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No Pipeline.sln above {AppContext.BaseDirectory}: run the tests inside the repository.");
    }
}

/// <summary>One convolution's maps and the first output's gradients by them; each H x W x C.</summary>
internal sealed record FixtureLayer(FixtureTensor Before, FixtureTensor BeforeGradient, FixtureTensor After, FixtureTensor AfterGradient);

/// <summary>Values in H x W x C order with their shape.</summary>
internal sealed record FixtureTensor(TensorShape Shape, float[] Values)
{
    /// <summary>Reads one JSON tensor.</summary>
    public static FixtureTensor Of(JsonElement element)
    {
        var sizes = element.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()).ToArray();
        var shape = sizes.Length == 1 ? TensorShape.Vector(sizes[0]) : new TensorShape(sizes[0], sizes[1], sizes[2]);
        return new FixtureTensor(shape, MemoryMarshal.Cast<byte, float>(element.GetProperty("data").GetBytesFromBase64()).ToArray());
    }
}
