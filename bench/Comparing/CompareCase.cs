using System.Runtime.InteropServices;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;

namespace Steerlens.Bench.Comparing;

/// <summary>One network, frame and bank, with what our engine says about them, and the files that peers read.</summary>
internal sealed class CompareCase : IDisposable
{
    // Which windows a peer runs must not depend on their order in the bank.
    private const int Seed = 7;

    private readonly string _folder = Directory.CreateTempSubdirectory("steerlens-compare-").FullName;

    public CompareCase(string networkFile, TensorShape input, float[] frame, OwnSide own, BankCase bank, CompareOptions options)
    {
        (NetworkFile, Input, Own, Bank, Options) = (networkFile, input, own, bank, options);
        Windows = bank.For(input);
        Outputs = own.WarmUp(Windows, out var plans);
        PlanMilliseconds = plans;
        var random = new Random(Seed);
        Sample = [.. Enumerable.Range(0, Windows.Count).OrderBy(_ => random.Next())];
        Write("frame.bin", MemoryMarshal.AsBytes<float>(frame));
        Write("fill.bin", MemoryMarshal.AsBytes<float>(own.Fill));
        Write("windows.bin", MemoryMarshal.AsBytes<int>(Sample.SelectMany(index => Numbers(Windows.Windows[index])).ToArray()));
    }

    /// <summary>The ONNX file.</summary>
    public string NetworkFile { get; }

    /// <summary>The network's input.</summary>
    public TensorShape Input { get; }

    /// <summary>Our engine.</summary>
    public OwnSide Own { get; }

    /// <summary>Which bank it is.</summary>
    public BankCase Bank { get; }

    /// <summary>What was asked for.</summary>
    public CompareOptions Options { get; }

    /// <summary>The windows.</summary>
    public WindowBank Windows { get; }

    /// <summary>Our output for each window.</summary>
    public float[] Outputs { get; }

    /// <summary>What building our plans took.</summary>
    public double PlanMilliseconds { get; }

    /// <summary>The bank's windows in the order in which peers take them.</summary>
    public IReadOnlyList<int> Sample { get; }

    /// <summary>The request that makes a peer ready.</summary>
    public object LoadRequest => new
    {
        @do = "load",
        network = NetworkFile,
        frame = Path.Combine(_folder, "frame.bin"),
        fill = Path.Combine(_folder, "fill.bin"),
        windows = Path.Combine(_folder, "windows.bin"),
        height = Input.Height,
        width = Input.Width,
        channels = Input.Channels,
        threads = Options.Threads,
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static int[] Numbers(Window window) => [window.Row, window.Column, window.Height, window.Width];

    private void Write(string name, ReadOnlySpan<byte> bytes) => File.WriteAllBytes(Path.Combine(_folder, name), bytes.ToArray());
}
