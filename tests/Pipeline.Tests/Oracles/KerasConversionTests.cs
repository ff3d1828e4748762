using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Steerlens.Kernels.Engines;
using Steerlens.Models;
using Steerlens.Tests;
using Xunit.Abstractions;

namespace Steerlens.Pipeline.Tests.Oracles;

/// <summary>The converter of Keras files, beside restatements in NumPy and beside a network that somebody trained in 2016.</summary>
public sealed class KerasConversionTests(ITestOutputHelper output) : IDisposable
{
    private const string Interpreter = "/usr/bin/python3";
    private const string Trained = "weights/naokishibuya_car-behavioral-cloning_model.h5";
    private const string References = "weights/naoki_reference_8x66x200x3_uint8_yuv";
    private static readonly string Converter = Path.Combine(RealFrames.Root, "src", "Models", "convert", "keras_to_onnx.py");
    private static readonly bool IsAvailable = File.Exists(Interpreter) && Run("-c", "import h5py, onnx, numpy").Code == 0;
    private readonly string _folder = Directory.CreateTempSubdirectory("steerlens-keras").FullName;

    [Fact]
    public void Convert_BothAgesOfKeras_ComputesTheSame()
    {
        if (IsSkipped(IsAvailable)) return;
        var (code, complaint) = Run(Path.Combine(RealFrames.Root, "tests", "oracles", "keras_zoo.py"), Path.GetDirectoryName(Converter)!, _folder);
        Assert.True(code == 0, complaint);
        var names = JsonSerializer.Deserialize<string[]>(File.ReadAllText(Path.Combine(_folder, "keras.json")))!;
        Assert.Equal(4, names.Length);
        foreach (var name in names)
        {
            var network = OnnxReader.Read(Path.Combine(_folder, name + ".onnx"));
            var expected = Floats($"{name}.output.bin");
            foreach (var engine in new IEngine[] { new CpuEngine(network, 1), new ScalarEngine(network) })
            {
                using (engine)
                {
                    var actual = Outputs(engine, Floats($"{name}.input.bin"));
                    Assert.Equal(expected.Length, actual.Length);
                    var difference = expected.Zip(actual, (one, other) => Math.Abs(one - other)).Max();
                    output.WriteLine($"{name}, {engine.Name}: {difference:0.0e0}");
                    Assert.True(difference <= 1e-5 * Math.Max(1, expected.Max(Math.Abs)), $"{name}, {engine.Name}: {difference}");
                }
            }
        }
    }

    [Fact]
    public void Convert_TrainedNetwork_GivesItsReferenceOutputs()
    {
        if (IsSkipped(IsAvailable && RealFrames.Data(Trained) is not null)) return;
        var file = Path.Combine(_folder, "network.onnx");
        var (code, complaint) = Run(Converter, RealFrames.Data(Trained)!, "-o", file, "--lambda", "lambda_1=x/127.5-1", "--color", "yuv-swapped", "--unit", "full-scale:25");
        Assert.True(code == 0, complaint);
        var network = OnnxReader.Read(file);
        Assert.Equal((252_219, ColorOrder.YuvSwapped, AngleUnit.FullScale), (network.ParameterCount, network.Contract.Color, network.Contract.Unit));
        using var engine = new CpuEngine(network, 1);
        var pictures = File.ReadAllBytes(RealFrames.Data(References + ".bin")!);
        var lines = File.ReadAllLines(RealFrames.Data(References + ".csv")!).Skip(1).ToArray();
        Assert.Equal(8, lines.Length);
        var length = network.Input.Length;
        for (var index = 0; index < lines.Length; index++)
        {
            var input = Array.ConvertAll(pictures[(index * length)..((index + 1) * length)], value => (float)value);
            Assert.Equal(double.Parse(lines[index].Split(',')[^1], CultureInfo.InvariantCulture), Outputs(engine, input)[0], 1e-4);
        }
    }

    [Theory]
    [InlineData("Sequential", "Lambda", "its code is never run: say what it does with --lambda 'first=...'")]
    [InlineData("Sequential", "LSTM", "no such layer is converted")]
    [InlineData("Model", "Dense", "only Sequential ones are converted")]
    public void Convert_WhatItCannot_SaysWhatToDo(string kind, string layer, string expected)
    {
        if (IsSkipped(IsAvailable)) return;
        var file = Path.Combine(_folder, "x.h5");
        var config = JsonSerializer.Serialize(new { class_name = kind, config = new[] { new { class_name = layer, config = new { name = "first", batch_input_shape = new int?[] { null, 8, 8, 3 } } } } });
        Assert.Equal(0, Run("-c", "import h5py, sys; h5py.File(sys.argv[1], 'w').attrs['model_config'] = sys.argv[2]", file, config).Code);
        AssertRefused(expected, file);
    }

    [Fact]
    public void Convert_NoHdf5_SaysSo()
    {
        if (IsSkipped(IsAvailable)) return;
        var file = Path.Combine(_folder, "text.h5");
        File.WriteAllText(file, "no network");
        AssertRefused("can't be read as HDF5", file);
    }

    [Theory]
    [InlineData("--crop", "0,0,2,2")]
    [InlineData("--color", "purple")]
    [InlineData("--unit", "lightyears")]
    [InlineData("--positive", "up")]
    [InlineData("--fit", "bla")]
    [InlineData("--scale", "one")]
    public void Convert_ContractThatMakesNoSense_IsRefused(string option, string value)
    {
        if (IsSkipped(IsAvailable && RealFrames.Data(Trained) is not null)) return;
        AssertRefused($"{option} '{value}'", RealFrames.Data(Trained)!, "--lambda", "lambda_1=x/127.5-1", option, value);
    }

    [Theory]
    [InlineData("__import__('os').system('true')")]
    [InlineData("x ** 2")]
    [InlineData("5")]
    [InlineData("crop(1,2)")]
    public void Convert_DescriptionThatIsNone_IsRefusedAndNeverRun(string description)
    {
        if (IsSkipped(IsAvailable && RealFrames.Data(Trained) is not null)) return;
        AssertRefused("does not describe a Lambda", RealFrames.Data(Trained)!, "--lambda", "lambda_1=" + description);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static float[] Outputs(IEngine engine, float[] input)
    {
        using var pass = engine.NewPass();
        engine.Forward(input, pass);
        var outputs = new float[engine.Network.OutputCount];
        engine.CopyActivation(pass, engine.Network.Layers.Count - 1, outputs);
        return outputs;
    }

    private static (int Code, string Complaint) Run(params string[] arguments)
    {
        using var process = new Process { StartInfo = new ProcessStartInfo(Interpreter, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false } };
        process.Start();
        process.StandardOutput.ReadToEnd();
        var complaint = process.StandardError.ReadToEnd().Trim();
        process.WaitForExit();
        return (process.ExitCode, complaint);
    }

    private void AssertRefused(string expected, string file, params string[] arguments)
    {
        var result = Path.Combine(_folder, "out.onnx");
        var (code, complaint) = Run([Converter, file, "-o", result, .. arguments]);
        Assert.Equal(4, code);
        Assert.Contains(expected, complaint, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', complaint);
        Assert.False(File.Exists(result));
    }

    private float[] Floats(string name) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(_folder, name))).ToArray();

    private bool IsSkipped(bool canRun)
    {
        if (!canRun) output.WriteLine("Skipped: Python's h5py and onnx, or the trained network, are not on this machine.");
        return !canRun;
    }
}
