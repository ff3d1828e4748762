using System.Globalization;
using System.Text.RegularExpressions;
using Steerlens.Kernels.Engines;
using Steerlens.Models;
using Steerlens.Pipeline.Inspection;
using Steerlens.Tests;
using Xunit.Abstractions;

namespace Steerlens.Pipeline.Tests.Oracles;

/// <summary><c>docs/networks.md</c> says what the networks of the zoo are, how far they are off their witnesses, and which operators are read.</summary>
public sealed partial class NetworkTableTests(NetworkZoo zoo, ITestOutputHelper output) : IClassFixture<NetworkZoo>
{
    private const double Tolerance = 1e-5;

    /// <summary>Rounding differs between processors, so that a difference is the documented one up to a factor; below this it is none.</summary>
    private const double Slack = 10;
    private const double Negligible = 1e-6;

    private static readonly string[] Document = File.ReadAllLines(Path.Combine(RealFrames.Root, "docs", "networks.md"));

    [ZooFact]
    public void Networks_InTheDocument_AreAsRead()
    {
        var written = Compare(
            ["| network | ONNX operators | parameters | multiply-adds | input | outputs | occlusion |", "|---|---|---|---|---|---|---|", .. NetworkZoo.Names.Select(Description)]);
        foreach (var (expected, row) in written) Assert.Equal(expected, row);
    }

    [OnnxRuntimeFact]
    public void Differences_InTheDocument_AreAsMeasured()
    {
        var written = Compare(["| network | output, ONNX Runtime | saliency, PyTorch | Grad-CAM, PyTorch | windows, full inference |", "|---|---|---|---|---|", .. NetworkZoo.Names.Select(Differences)]);
        foreach (var (expected, row) in written.Skip(2))
        {
            var (measured, stated) = (expected.Split('|'), row.Split('|'));
            Assert.Equal(measured[1], stated[1]);
            Assert.Equal(measured.Length, stated.Length);
            foreach (var (one, other) in measured[2..^1].Zip(stated[2..^1])) AssertNear(Number(other), Number(one), row);
        }
    }

    [Fact]
    public void Operators_InTheDocument_AreThoseThatAreRead()
    {
        var start = Array.IndexOf(Document, "## Operators that are read");
        Assert.True(start >= 0);
        var section = Document.Skip(start + 1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal));
        var named = section.SelectMany(line => OperatorPattern().Matches(line)).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(OnnxReader.SupportedOperators, named);
    }

    private static void AssertNear(double written, double measured, string row)
    {
        Assert.InRange(written, 0, Tolerance);
        Assert.True(Math.Max(measured, Negligible) <= Slack * Math.Max(written, Negligible), $"{measured:0.0e0} is far from what stands in: {row}");
    }

    private static double Number(string cell) => double.Parse(cell, NumberStyles.Float, CultureInfo.InvariantCulture);

    [GeneratedRegex("`(?<name>[A-Za-z]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OperatorPattern();

    /// <summary>Each expected line beside the document's.</summary>
    private (string Expected, string Written)[] Compare(string[] lines)
    {
        output.WriteLine(string.Join('\n', lines));
        var start = Array.IndexOf(Document, lines[0]);
        Assert.True(start >= 0, "docs/networks.md lacks the table: put in what this test prints");
        return [.. lines.Zip(Document.Skip(start))];
    }

    private string Description(string name)
    {
        var network = OnnxReader.Read(zoo.PathOf(name));
        using var engine = new CpuEngine(network, 1);
        var operators = zoo[name].Operators.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value == 1 ? pair.Key : FormattableString.Invariant($"{pair.Value} {pair.Key}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {string.Join(", ", operators)} | {network.ParameterCount:#,0} | {LayerFacts.Of(network).Sum(layer => layer.MultiplyAdds) / 1e6:0.0} M | {network.Input} | {network.OutputCount} | {ZooMeasurement.HowOccluded(engine) ?? "shared states"} |");
    }

    private string Differences(string name)
    {
        using var engine = new CpuEngine(OnnxReader.Read(zoo.PathOf(name)), 2);
        var measured = ZooMeasurement.Of(zoo, name, engine);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {measured.OnnxRuntime:0.0e0} | {measured.Saliency:0.0e0} | {measured.GradCam:0.0e0} | {ZooMeasurement.OfOcclusion(zoo, name, engine):0.0e0} |");
    }
}
