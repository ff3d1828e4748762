using System.Globalization;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;
using Steerlens.Tests;

namespace Steerlens.Bench;

/// <summary>
/// Every window of the default bank on real frames beside PyTorch in float64, one window at a time. Takes minutes:
/// <c>dotnet run -c Release --project bench -- check-windows [FRAMES]</c>.
/// </summary>
internal static class WindowCheck
{
    private const double Tolerance = 1e-5;
    private const int ClipFrames = 1200;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var frames = arguments is [var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 200;
        if (RealFrames.Path is null || !PyTorchOracle.IsAvailable)
        {
            await Console.Error.WriteLineAsync("check-windows needs the labelled drive (STEERLENS_DATA) and python3-torch with python3-onnx.");
            return 1;
        }

        var network = DefaultNetwork.Load();
        var inputs = await RealFrames.ReadAsync(network, frames, Math.Max(1, ClipFrames / frames));
        var bank = WindowBank.Grid(network.Input.Height, network.Input.Width, [15, 50], 4);
        var fill = new FillPicture(network.Input, network.Contract, Fill.Mean);
        using var engine = new CpuEngine(network);
        using var pass = engine.NewPass();
        var (worst, fullScale) = (0d, 0d);
        for (var index = 0; index < inputs.Count; index++)
        {
            var picture = fill.Make(inputs[index]).ToArray();
            using var oracle = new PyTorchOracle();
            oracle.Ask(
                Path.Combine(RealFrames.Root, "tests", "oracles", "pytorch_oracle.py"), Path.Combine(RealFrames.Root, "src", "Models", "default", "pilotnet.onnx"),
                [inputs[index]], ["conv1"], [(0, picture)], bank.Windows);
            var expected = oracle.Read("windows.bin");
            var outputs = new float[bank.Count];
            engine.Forward(inputs[index], pass);
            engine.Occlude(pass, bank, picture, outputs);
            for (var window = 0; window < bank.Count; window++)
            {
                worst = Math.Max(worst, Math.Abs(outputs[window] - expected[window]));
                fullScale = Math.Max(fullScale, Math.Abs(expected[window]));
            }

            if ((index + 1) % 10 == 0) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{index + 1} frames: largest difference {worst:E1} rad, {worst / fullScale:E1} of full scale"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{inputs.Count} frames x {bank.Count} windows: largest difference {worst:E1} rad, {worst / fullScale:E1} of full scale ({fullScale:F3} rad); allowed {Tolerance:E0}"));
        return worst <= Tolerance * fullScale ? 0 : 1;
    }
}
