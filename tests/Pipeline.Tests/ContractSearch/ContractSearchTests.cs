using System.Globalization;
using System.Text.Json;
using Steerlens.Kernels.Engines;
using Steerlens.Models;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.ContractSearch;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Stages;
using Steerlens.Pipeline.Tests.Video;
using Steerlens.Pipeline.Video;
using Steerlens.Tests;

namespace Steerlens.Pipeline.Tests.ContractSearch;

public sealed class ContractSearchTests : IDisposable
{
    private static readonly string Shipped = Path.Combine(RealFrames.Root, "src", "Models", "default", "pilotnet.onnx");
    private readonly string _folder = Directory.CreateTempSubdirectory("steerlens-search").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The labels are what the network says with a contract that nobody wrote down: the search has to find that contract.</summary>
    [Fact]
    public async Task Search_LabelsOfAForgottenContract_FindsIt()
    {
        var network = OnnxReader.Read(Shipped);
        var forgotten = network.Contract with
        {
            Crop = new CropRectangle(0, 60 / 160d, 1, 75 / 160d),
            Fit = CropFit.Stretch,
            Color = ColorOrder.YuvSwapped,
            Scale = [1 / 255f],
            Offset = [-0.5f],
            PositiveIsRight = false,
            Unit = AngleUnit.Radians,
        };
        await LabelAsync(network.With(forgotten));
        var found = Path.Combine(_folder, "found.onnx");
        var options = new InspectOptions
        {
            Network = new NetworkOptions { File = Shipped },
            Json = true,
            Against = new ContractSearchOptions(_folder) { Write = found },
        };

        var (output, console) = Console();
        await ContractSearchRunner.RunAsync(network, options, console, CancellationToken.None);

        using var result = JsonDocument.Parse(output.ToString());
        var best = result.RootElement.GetProperty("contracts")[0];
        Assert.True(best.GetProperty("agreement").GetDouble() > 0.999, output.ToString());
        Assert.Equal(1, result.RootElement.GetProperty("tied").GetInt32());
        var written = OnnxReader.Read(found);
        Assert.True(InputContractMetadata.Write(forgotten).SequenceEqual(InputContractMetadata.Write(written.Contract)), InputContractText.Of(written.Contract));
        Assert.Equal(network.ParameterCount, written.ParameterCount);
        Assert.Equal("found.onnx", Path.GetFileName(Assert.Single(Directory.EnumerateFiles(_folder, "*.onnx"))));
    }

    [Fact]
    public async Task Search_NetworkOfThreeFrames_SeesThemBehindOneAnother()
    {
        var forgotten = ThreeFrames(OnnxReader.Read(Shipped)).Contract with { Crop = CropRectangle.Whole, Fit = CropFit.Stretch, Color = ColorOrder.Bgr, Scale = [1 / 255f], Offset = [0f] };
        var network = ThreeFrames(OnnxReader.Read(Shipped));
        await LabelAsync(network.With(forgotten));
        var options = new InspectOptions { Network = new NetworkOptions(), Json = true, Against = new ContractSearchOptions(_folder) { Sample = 20 } };

        var (output, console) = Console();
        await ContractSearchRunner.RunAsync(network, options, console, CancellationToken.None);

        using var result = JsonDocument.Parse(output.ToString());
        var best = result.RootElement.GetProperty("contracts")[0];
        Assert.True(best.GetProperty("agreement").GetDouble() > 0.999, output.ToString());
        Assert.Equal(("bgr", "0,0,1,1"), (best.GetProperty("contract").GetProperty("color").GetString(), best.GetProperty("contract").GetProperty("crop").GetString()));
        Assert.Equal(20, result.RootElement.GetProperty("frames").GetInt32());
    }

    [Fact]
    public void Rewrite_Contract_ChangesNothingElse()
    {
        var network = OnnxReader.Read(Shipped);
        var changed = network.Contract with { Color = ColorOrder.Bgr, Crop = CropRectangle.Whole };

        var bytes = OnnxContract.Rewrite(Shipped, changed);
        var path = Path.Combine(_folder, "changed.onnx");
        File.WriteAllBytes(path, bytes);

        var read = OnnxReader.Read(path);
        Assert.Equal(InputContractMetadata.Write(changed), InputContractMetadata.Write(read.Contract));
        Assert.Equal(bytes, OnnxContract.Rewrite(path, changed));
        var input = new float[network.Input.Length];
        Array.Fill(input, 0.3f);
        Assert.Equal(Output(network, input), Output(read, input));
    }

    [Fact]
    public void Sample_FramesOfADrive_AreEvenlySpread()
    {
        Assert.Equal([1, 3, 5, 7], ContractSearchRunner.Sample(8, 4));
        Assert.Equal([0, 1, 2], ContractSearchRunner.Sample(3, 10));
    }

    private static float Output(Network network, float[] input)
    {
        using var engine = new CpuEngine(network, 1);
        using var pass = engine.NewPass();
        engine.Forward(input, pass);
        var output = new float[network.OutputCount];
        engine.CopyActivation(pass, network.Layers.Count - 1, output);
        return output[0];
    }

    /// <summary>The network with a first layer that weighs three frames differently.</summary>
    private static Network ThreeFrames(Network network)
    {
        var first = (Convolution)network.Layers.First(layer => layer is Convolution);
        var (channels, outputs) = (network.Input.Channels, first.Output.Channels);
        var weights = new float[3 * first.Weights.Length];
        for (var tap = 0; tap < first.Weights.Length / outputs; tap++)
        {
            for (var frame = 0; frame < 3; frame++)
            {
                var to = ((tap / channels * 3 * channels) + (frame * channels) + (tap % channels)) * outputs;
                for (var output = 0; output < outputs; output++) weights[to + output] = first.Weights[(tap * outputs) + output] * (0.5f - (0.4f * frame));
            }
        }

        var layers = network.Layers.Select(layer => layer == first ? first with { Weights = weights } : layer).ToArray();
        return new Network("three", network.Input with { Channels = 3 * channels }, layers, network.Contract with { Frames = 3 });
    }

    private static (StringWriter Output, CommandConsole Console) Console()
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);
        return (output, new CommandConsole(output, TextWriter.Null, errorIsTerminal: false, () => new MemoryStream()));
    }

    private async Task LabelAsync(Network network)
    {
        await Films.MakeAsync("-f", "lavfi", "-i", "mandelbrot=s=160x96:r=10", "-vf", "hue=h=20*n:s=2,rotate=n/9", "-frames:v", "40", Path.Combine(_folder, "%03d.png"));
        using var engine = new CpuEngine(network, 1);
        using var pass = engine.NewPass();
        var output = new float[network.OutputCount];
        var labels = new List<string> { "file,angle_rad" };
        await using (var source = await ImageFolderSource.OpenAsync(_folder))
        {
            using var frame = new Pipeline.Frames.Frame(source.Format);
            var resize = new ResizeStage(network, source.Format);
            while (await source.ReadAsync(frame, CancellationToken.None))
            {
                resize.Process(frame);
                engine.Forward(frame.Input, pass);
                engine.CopyActivation(pass, network.Layers.Count - 1, output);
                labels.Add(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(source.Files[(int)frame.Index])},{output[0] * network.Contract.RadiansPerUnit}"));
            }
        }

        await File.WriteAllLinesAsync(Path.Combine(_folder, "labels.csv"), labels);
    }
}
