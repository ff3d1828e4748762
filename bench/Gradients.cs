using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Models;
using Steerlens.Tests;

namespace Steerlens.Bench;

/// <summary>
/// What Grad-CAM, VisualBackProp and saliency take for a frame, forward pass included, beside PyTorch in the same minutes: the two take turns
/// and the medians count. <c>dotnet run -c Release --project bench -- gradients [ROUNDS]</c>; needs python3-torch and python3-onnx.
/// </summary>
internal static class Gradients
{
    private const int Threads = 2;
    private const int Frames = 16;
    private const int Repetitions = 40;
    private const double Bar = 4;
    private static readonly string[] Maps = ["gradcam", "visualbackprop", "saliency"];

    public static int Run(string[] arguments)
    {
        if (!PyTorchOracle.IsAvailable)
        {
            Console.Error.WriteLine("gradients needs python3-torch with python3-onnx.");
            return 1;
        }

        var rounds = arguments is [var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 15;
        var network = DefaultNetwork.Load();
        var random = new Random(1);
        var inputs = Enumerable.Range(0, Frames).Select(_ => Enumerable.Range(0, network.Input.Length).Select(_ => (float)((2 * random.NextDouble()) - 1)).ToArray()).ToArray();
        using var engine = new CpuEngine(network, Threads);
        using var pass = engine.NewPass();
        using var torch = new Peer(inputs);
        var maps = Maps.Select(name => MapMethods.Find(name).Create(engine, new MapOptions())).ToArray();
        var (own, other) = (Maps.Select(_ => new List<double>()).ToArray(), Maps.Select(_ => new List<double>()).ToArray());
        var forward = new List<double>();
        for (var round = -2; round < rounds; round++)
        {
            forward.Add(Time(index => engine.Forward(inputs[index % Frames], pass)));
            for (var map = 0; map < Maps.Length; map++)
            {
                var target = MapMethods.Find(Maps[map]).Targets[0];
                var values = new float[maps[map].Height * maps[map].Width];
                own[map].Add(Time(index =>
                {
                    engine.Forward(inputs[index % Frames], pass);
                    maps[map].Compute(pass, inputs[index % Frames], [1f], target, values);
                }));
                other[map].Add(torch.Time(Maps[map]));
            }

            // The first two rounds warm up both sides.
            if (round < 0) foreach (var times in (IEnumerable<List<double>>)[forward, .. own, .. other]) times.Clear();
        }

        Console.WriteLine($"{engine.Description}; PyTorch with {Threads} threads; {rounds} rounds of {Repetitions} frames in turns, medians (smallest to largest), ms a frame");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"forward alone    {Median(forward):F3}"));
        var isMet = true;
        for (var map = 0; map < Maps.Length; map++)
        {
            var ratio = Median(other[map]) / Median(own[map]);
            isMet &= ratio >= Bar;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Maps[map],-16} Steerlens {Range(own[map])}   PyTorch {Range(other[map])}   {ratio:F1} x{(ratio < Bar ? $"   under {Bar} x" : "")}"));
        }

        foreach (var map in maps) map.Dispose();
        return isMet ? 0 : 1;
    }

    private static double Time(Action<int> frame)
    {
        var start = Stopwatch.GetTimestamp();
        for (var index = 0; index < Repetitions; index++) frame(index);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / Repetitions;
    }

    private static string Range(List<double> times) => string.Create(CultureInfo.InvariantCulture, $"{Median(times):F3} ({times.Min():F3} to {times.Max():F3})");

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    /// <summary>The Python process that times the same maps.</summary>
    private sealed class Peer : IDisposable
    {
        private readonly string _inputs = Path.GetTempFileName();
        private readonly Process _process;

        public Peer(float[][] inputs)
        {
            using (var stream = File.Create(_inputs))
            {
                foreach (var input in inputs) stream.Write(MemoryMarshal.AsBytes<float>(input));
            }

            string[] arguments =
            [
                Path.Combine(RealFrames.Root, "bench", "gradients", "gradients_in_torch.py"),
                Path.Combine(RealFrames.Root, "src", "Models", "default", "pilotnet.onnx"),
                _inputs,
                Threads.ToString(CultureInfo.InvariantCulture),
            ];
            _process = new Process { StartInfo = new ProcessStartInfo("/usr/bin/python3", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false } };
            _process.Start();
        }

        public double Time(string map)
        {
            _process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{map} {Repetitions}"));
            _process.StandardInput.Flush();
            return double.Parse(_process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("PyTorch's side has ended."), CultureInfo.InvariantCulture);
        }

        public void Dispose()
        {
            _process.StandardInput.Close();
            _process.WaitForExit();
            _process.Dispose();
            File.Delete(_inputs);
        }
    }
}
