using System.Globalization;
using System.Text.Json;
using Steerlens.Kernels.Engines;
using Steerlens.Models;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Stages;
using Steerlens.Tests;
using Xunit.Abstractions;

namespace Steerlens.Pipeline.Tests.Oracles;

/// <summary>How well the shipped network steers: what its training measured, and rendered roads driven here.</summary>
public sealed class DefaultNetworkTests(ITestOutputHelper output)
{
    private static readonly string Folder = Path.Combine(RealFrames.Root, "src", "Models", "default");

    [Fact]
    public async Task Evaluation_HeldOutStretches_BeatsAlwaysZeroAndTheTrainMean()
    {
        using var evaluation = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "evaluation.json")));
        var measured = evaluation.RootElement.GetProperty("cross_validation");
        var pooled = measured.GetProperty("pooled");
        var (ratio, correlation) = (pooled.GetProperty("ratio_to_always_zero").GetDouble(), pooled.GetProperty("correlation").GetDouble());
        output.WriteLine($"held-out stretches: RMSE / always zero {ratio:F3}, RMSE / train mean {pooled.GetProperty("ratio_to_train_mean").GetDouble():F3}, correlation {correlation:F3}");

        Assert.Equal(6, measured.GetProperty("folds").GetArrayLength());
        Assert.Equal(4, measured.GetProperty("gap_seconds").GetDouble());
        Assert.True(JsonElement.DeepEquals(evaluation.RootElement.GetProperty("recipe"), evaluation.RootElement.GetProperty("network").GetProperty("recipe")));
        Assert.InRange(ratio, 0, 0.80);
        Assert.InRange(correlation, 0.60, 1);
    }

    [Fact]
    public async Task Card_StatesTheFiguresThatWereMeasured()
    {
        using var evaluation = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "evaluation.json")));
        var card = await File.ReadAllTextAsync(Path.Combine(Folder, "pilotnet.md"));
        var pooled = evaluation.RootElement.GetProperty("cross_validation").GetProperty("pooled");
        foreach (var figure in (string[])["ratio_to_always_zero", "correlation"])
            Assert.Contains(pooled.GetProperty(figure).GetDouble().ToString("F3", CultureInfo.InvariantCulture), card, StringComparison.Ordinal);
        Assert.Contains("radians of steering **wheel**", card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShippedNetwork_RenderedRoadsOfUnseenSeeds_FollowsTheTrueAngle()
    {
        using var engine = new CpuEngine(DefaultNetwork.Load());
        using var pass = engine.NewPass();
        var (angles, truths) = (new List<double>(), new List<double>());
        foreach (var scene in (string[])["coast-road", "highway", "forest-road"])
        {
            for (var seed = 7001; seed < 7007; seed++)
            {
                // Half of the frames drive as in a film, half jump about the lane.
                var variation = seed % 2 == 0 ? 0 : 0.5;
                var address = string.Create(CultureInfo.InvariantCulture, $"scene:{scene}?seed={seed}&size=320x180&rate=4&duration=5&variation={variation}");
                await using var source = new SceneSource(SceneOptions.Parse(address));
                var resize = new ResizeStage(engine.Network, source.Format);
                var infer = new InferStage(engine);
                using var frame = new Frame(source.Format);
                while (await source.ReadAsync(frame, CancellationToken.None))
                {
                    resize.Process(frame);
                    infer.Process(frame);
                    angles.Add(frame.Angle);
                    truths.Add(frame.TrueAngle!.Value);
                }

                frame.Pass?.Dispose();
            }
        }

        var correlation = Correlation(angles, truths);
        var error = Math.Sqrt(angles.Zip(truths, (angle, truth) => (angle - truth) * (angle - truth)).Average());
        var alwaysZero = Math.Sqrt(truths.Average(truth => truth * truth));
        output.WriteLine($"{angles.Count} rendered frames: correlation {correlation:F3}, RMSE {error:F4} rad, always zero {alwaysZero:F4} rad");
        Assert.InRange(correlation, 0.95, 1);
    }

    private static double Correlation(List<double> first, List<double> second)
    {
        var (firstMean, secondMean) = (first.Average(), second.Average());
        var product = first.Zip(second, (left, right) => (left - firstMean) * (right - secondMean)).Sum();
        return product / Math.Sqrt(first.Sum(value => (value - firstMean) * (value - firstMean)) * second.Sum(value => (value - secondMean) * (value - secondMean)));
    }
}
