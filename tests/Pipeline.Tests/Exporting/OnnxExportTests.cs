using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models.Export;
using Steerlens.Tests;
using Xunit.Abstractions;

namespace Steerlens.Pipeline.Tests.Exporting;

/// <summary>Exported networks in ONNX Runtime beside our engine.</summary>
public sealed class OnnxExportTests(ExportedZoo zoo, ITestOutputHelper output) : IClassFixture<ExportedZoo>
{
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Names => [.. ExportedZoo.Names];

    public static TheoryData<string> OperatorNames => [.. NetworkZoo.OperatorNames];

    [OnnxRuntimeTheory]
    [MemberData(nameof(OperatorNames))]
    public void GradCam_OfEachOperatorInOnnxRuntime_IsTheEnginesMap(string name) => CompareGradCam(name, ExportTarget.Signed);

    [OnnxRuntimeTheory]
    [MemberData(nameof(Names))]
    public void GradCam_InOnnxRuntime_IsTheEnginesMap(string name) =>
        CompareGradCam(name, ExportTarget.Signed, ExportTarget.Left, ExportTarget.Right, ExportTarget.Auto);

    [OnnxRuntimeTheory]
    [MemberData(nameof(Names))]
    public void Occlusion_InOnnxRuntime_IsTheEnginesScoresAndMap(string name)
    {
        var network = zoo.Load(name);
        var weights = ExportedZoo.WeightsOf(network);
        using var engine = new CpuEngine(network, 2);
        using var pass = engine.NewPass();
        var input = zoo.PictureOf(name, 0);
        engine.Forward(input, pass);
        var (angle, scale) = (AngleOf(engine, pass, weights), zoo.ScaleOf(name));
        foreach (var target in Enum.GetValues<ExportTarget>())
        {
            var softness = target == ExportTarget.Left ? 3f : 0;
            using var map = new OcclusionMap(engine, new MapOptions { Sizes = [15, 40], Stride = 23, Edges = BankEdges.Clipped, Softness = softness });
            var values = new float[map.Height * map.Width];
            map.Compute(pass, input, weights, Resolve(target, angle), values);
            var file = $"{name}-occlusion-{target}";
            Near(angle, zoo.Read(file, "angle")[0], scale, $"{target} angle");
            Near(map.Scores.ToArray(), zoo.Read(file, "scores"), scale, $"{target} scores");

            // A pixel's value is a mean of scores over areas: the smallest window has the largest share.
            Near(values, zoo.Read(file, "map"), scale / map.Bank.Windows.Min(window => window.Area), $"{target} map");
            if (target == ExportTarget.Signed) Assert.Contains(zoo.Read(file, "scores"), value => Math.Abs(value) > 1e-3 * scale);
        }
    }

    private void CompareGradCam(string name, params ExportTarget[] targets)
    {
        var network = zoo.Load(name);
        var weights = ExportedZoo.WeightsOf(network);
        using var engine = new CpuEngine(network, 2);
        using var pass = engine.NewPass();
        using var map = new GradCamMap(engine, zoo.LayerOf(name));
        foreach (var target in targets)
        {
            var (angles, maps) = (zoo.Read($"{name}-gradcam-{target}", "angle"), zoo.Read($"{name}-gradcam-{target}", "map"));
            Assert.Equal(2, angles.Length);
            for (var picture = 0; picture < 2; picture++)
            {
                var input = zoo.PictureOf(name, picture);
                engine.Forward(input, pass);
                var (angle, scale) = (AngleOf(engine, pass, weights), zoo.ScaleOf(name));
                Near(angle, angles[picture], scale, $"{target} angle");
                var values = new float[map.Height * map.Width];
                map.Compute(pass, input, weights, Resolve(target, angle), values);
                var exported = maps.AsSpan(picture * values.Length, values.Length).ToArray();
                Near(values, exported, map.Magnitude, $"{target} map");
                if (target == ExportTarget.Signed) Assert.Contains(exported, value => value != 0);
            }
        }
    }

    private static Target Resolve(ExportTarget target, double angle) => target switch
    {
        ExportTarget.Auto => angle < 0 ? Target.Left : Target.Right,
        ExportTarget.Left => Target.Left,
        ExportTarget.Right => Target.Right,
        ExportTarget.Hold => Target.Hold,
        _ => Target.Signed,
    };

    private static double AngleOf(CpuEngine engine, ForwardPass pass, float[] weights)
    {
        var outputs = new float[weights.Length];
        engine.CopyActivation(pass, engine.Network.Layers.Count - 1, outputs);
        return outputs.Zip(weights, (value, weight) => (double)value * weight).Sum();
    }

    private void Near(double expected, double actual, double scale, string what)
    {
        var difference = Math.Abs(expected - actual) / scale;
        output.WriteLine($"{what}: {difference:0.0e0}");
        Assert.True(difference <= Tolerance, $"{what}: {actual} is not {expected}");
    }

    private void Near(float[] expected, float[] actual, double scale, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        var difference = expected.Zip(actual, (one, other) => Math.Abs((double)one - other)).Max() / scale;
        output.WriteLine($"{what}: {difference:0.0e0}");
        Assert.True(difference <= Tolerance, $"{what}: {difference:0.0e0} of full scale");
    }
}
