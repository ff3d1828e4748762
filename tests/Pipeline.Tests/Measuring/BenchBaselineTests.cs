using System.Text.Json;
using Steerlens.Pipeline.Measuring;
using Steerlens.Pipeline.Tests.Commands;

namespace Steerlens.Pipeline.Tests.Measuring;

public sealed class BenchBaselineTests : IDisposable
{
    private readonly FileTree _files = new("before.json");

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Json_WrittenAndRead_IsTheSame()
    {
        var result = Result(30, 20, 867);
        File.WriteAllText(_files["before.json"], JsonSerializer.Serialize(result, BenchJson.Plain.BenchResult));

        var read = BenchBaseline.Read(_files["before.json"]).Result;

        Assert.Equal(JsonSerializer.Serialize(result, BenchJson.Plain.BenchResult), JsonSerializer.Serialize(read, BenchJson.Plain.BenchResult));
    }

    [Fact]
    public void Json_Names_AreThoseThatAreDocumented()
    {
        using var document = JsonDocument.Parse(JsonSerializer.Serialize(Result(30, 20, 867), BenchJson.Plain.BenchResult));

        Assert.Equal(
            "subject machine frames warm_up_frames seconds frames_per_second real_time_factor windows_per_second allocated_bytes_per_frame collections preparation stages baseline",
            Names(document.RootElement));
        Assert.Equal(
            "name mean_ms p50_ms p95_ms p99_ms max_ms first_ms busy_share queue_mean queue_max",
            Names(document.RootElement.GetProperty("stages")[0]));
    }

    [Fact]
    public void Compare_TwiceAsFast_GivesNowOverThen()
    {
        var comparison = new BenchBaseline("before.json", Result(30, 20, 867)).Compare(Result(60, 10, 867));

        Assert.Equal((2.0, 2.0), (comparison.FramesPerSecond, comparison.WindowsPerSecond));
        Assert.Equal(new BenchStageRatio("explain", 0.5, 0.5, 0.5), Assert.Single(comparison.Stages));
        Assert.Empty(comparison.Differences);
    }

    [Fact]
    public void Compare_AnotherBank_SaysSo()
    {
        var comparison = new BenchBaseline("before.json", Result(30, 20, 6600)).Compare(Result(30, 20, 867));

        Assert.Equal("windows: 867 instead of 6600", Assert.Single(comparison.Differences));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1, 2]")]
    [InlineData("frames 12")]
    public void Read_NoResult_IsRefusedWithItsName(string text)
    {
        File.WriteAllText(_files["before.json"], text);

        var failure = Assert.Throws<SteerlensException>(() => BenchBaseline.Read(_files["before.json"]));

        Assert.Equal(ExitCode.InputUnreadable, failure.ExitCode);
        Assert.Contains(_files["before.json"], failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void Read_NoFile_IsRefused() =>
        Assert.Equal(ExitCode.InputUnreadable, Assert.Throws<SteerlensException>(() => BenchBaseline.Read(_files["none.json"])).ExitCode);

    private static string Names(JsonElement element) => string.Join(' ', element.EnumerateObject().Select(property => property.Name));

    private static BenchResult Result(double speed, double milliseconds, int windows) => new()
    {
        Subject = new BenchSubject { Source = "drive.mp4", Width = 1280, Height = 720, FrameRate = 25, Network = "pilotnet", Map = "occlusion", Windows = windows, Layout = "blend", Output = "none" },
        Machine = new BenchMachine { Processor = "a processor", Cores = 2, Engine = "cpu", Runtime = ".NET", Version = "1.0.0+abc" },
        Frames = 100,
        WarmUpFrames = 12,
        Seconds = 100 / speed,
        FramesPerSecond = speed,
        RealTimeFactor = speed / 25,
        WindowsPerSecond = windows * speed,
        AllocatedBytesPerFrame = 0,
        Collections = 0,
        Preparation = new BenchPreparation { NetworkMs = 1, SourceMs = 2, EngineMs = 3, PlansMs = 4 },
        Stages =
        [
            new BenchStage
            {
                Name = "explain", MeanMs = milliseconds, P50Ms = milliseconds, P95Ms = milliseconds, P99Ms = milliseconds, MaxMs = milliseconds,
                FirstMs = 2 * milliseconds, BusyShare = 0.9, QueueMean = 1.5, QueueMax = 2,
            },
        ],
    };
}
