using Steerlens.EndToEnd.Tests.Films;
using Steerlens.EndToEnd.Tests.Running;

namespace Steerlens.EndToEnd.Tests;

/// <summary>Real driving footage keeps its frames, times and sound.</summary>
public sealed class RealFilmTests : IDisposable
{
    private const string Motorway = "dashcam/driving_muchlisin1412.mp4";
    private const string WhiteLine = "dashcam/solidWhiteRight.mp4";
    private const string Bonnet = "dashcam/test_video.mp4";
    private const string Drive = "udacity-ch2-test/clip_2400-3599_640x480_20fps.mp4";

    private readonly TemporaryFolder _folder = new();

    private string To => _folder["to.mp4"];

    public void Dispose() => _folder.Dispose();

    [FootageFact(Motorway)]
    public Task Annotate_Motorway_KeepsFramesTimesAndSound() => KeepsAllAsync(Footage.At(Motorway), 296, "24000/1001");

    [FootageFact(WhiteLine)]
    public Task Annotate_WhiteLine_KeepsFramesTimesAndSound() => KeepsAllAsync(Footage.At(WhiteLine), 221, "25/1");

    [FootageFact(Bonnet)]
    public Task Annotate_Bonnet_KeepsFramesTimesAndSound() => KeepsAllAsync(Footage.At(Bonnet), 38, "25/1", "--sizes", "15,50", "--window-stride", "25");

    [FootageFact(Drive)]
    public Task Annotate_WholeDrive_KeepsFramesAndTimes() => KeepsAllAsync(Footage.At(Drive), 1200, "20/1");

    [FootageFact(Drive)]
    public async Task Annotate_BeginningOfDriveWithOcclusion_KeepsItsFrames()
    {
        await SteerlensProgram.AnnotateAsync(Footage.At(Drive), To, "--max-frames", "300", "--sizes", "50", "--window-stride", "25", "--sidecar", _folder["to.csv"]);

        var expected = (await Film.FrameTimesAsync(Footage.At(Drive))).Take(300).ToList();
        Assert.Equal(expected, await Film.FrameTimesAsync(To));
        Assert.Equal(expected, Sidecar.OfCsv(await File.ReadAllTextAsync(_folder["to.csv"])).Select(line => line.Time));
        await Film.PlaysAsync(To);
    }

    private async Task KeepsAllAsync(string source, int frames, string rate, params string[] more)
    {
        await SteerlensProgram.AnnotateAsync(source, To, ["--sidecar", _folder["to.jsonl"], .. more]);

        var times = await Film.FrameTimesAsync(To);
        Assert.Equal(frames, times.Count);
        await Film.SameTimesAsync(source, To);
        Assert.Equal($"{rate}\n{rate}", await Film.FactAsync(To, "V:0", "stream=r_frame_rate,avg_frame_rate"));
        Assert.Equal(await Film.SizeAsync(source), await Film.SizeAsync(To));
        Assert.Equal(await Film.StreamCountAsync(source, "a"), await Film.StreamCountAsync(To, "a"));
        if (await Film.StreamCountAsync(source, "a") > 0) await Film.SameSoundAsync(source, To);
        await Sidecar.IsOfAsync(source, _folder["to.jsonl"]);
        await Film.PlaysAsync(To);
        Assert.Equal(["to.jsonl", "to.mp4"], _folder.Names);
    }
}
