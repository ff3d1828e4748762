using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Steerlens.Models;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.ContractSearch;
using Steerlens.Pipeline.Outputs;
using Steerlens.Tests;
using Xunit.Abstractions;

namespace Steerlens.Pipeline.Tests.Oracles;

/// <summary>The contract finder beside a network that somebody trained in 2016, whose own code says how it was fed.</summary>
public sealed class ContractFinderTests(ITestOutputHelper output) : IDisposable
{
    private const string Interpreter = "/usr/bin/python3";
    private readonly string _folder = Directory.CreateTempSubdirectory("steerlens-finder").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Search_NetworkOfTheSimulator_FindsItsOwnPreprocessing()
    {
        var file = Path.Combine(_folder, "network.onnx");
        if (RealFrames.Data("weights/naokishibuya_car-behavioral-cloning_model.h5") is not { } weights || RealFrames.Data("udacity-sim-track1/driving_log.csv") is not { } drive || !Convert(weights, file))
        {
            output.WriteLine("Skipped: the drive, the network or its converter is not on this machine.");
            return;
        }

        // The network scales its pixels itself, which the converter states.
        var network = OnnxReader.Read(file);
        var text = new StringWriter(CultureInfo.InvariantCulture);
        var options = new InspectOptions
        {
            Network = new NetworkOptions { File = file, InputScale = network.Contract.Scale, InputOffset = network.Contract.Offset },
            Json = true,
            Against = new ContractSearchOptions(drive),
        };
        await ContractSearchRunner.RunAsync(network, options, new CommandConsole(text, TextWriter.Null, errorIsTerminal: false, () => new MemoryStream()), CancellationToken.None);

        using var result = JsonDocument.Parse(text.ToString());
        var rows = result.RootElement.GetProperty("contracts").EnumerateArray().ToList();
        Assert.All(rows.Take(6), row => Assert.Equal("yuv-swapped", row.GetProperty("contract").GetProperty("color").GetString()));
        Assert.Equal(("rows 60..134 of 160", "full-scale:25", "right"), (rows[0].GetProperty("sees").GetString(), rows[0].GetProperty("contract").GetProperty("unit").GetString(), rows[0].GetProperty("contract").GetProperty("positive").GetString()));
    }

    private static bool Convert(string weights, string to)
    {
        if (!File.Exists(Interpreter)) return false;
        var start = new ProcessStartInfo(Interpreter) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in new[] { Path.Combine(RealFrames.Root, "src", "Models", "convert", "keras_to_onnx.py"), weights, "-o", to, "--lambda", "lambda_1=x/127.5-1" }) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
