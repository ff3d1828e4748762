using Steerlens.Pipeline.Video;
using Xunit.Abstractions;

namespace Steerlens.Pipeline.Tests.Video;

/// <summary>The real clips, where this machine has them.</summary>
public class SharedFilmTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("dashcam/driving_muchlisin1412.mp4")]
    [InlineData("dashcam/solidWhiteRight.mp4")]
    [InlineData("dashcam/test_video.mp4")]
    [InlineData("udacity-ch2-test/clip_2400-3599_640x480_20fps.mp4")]
    public async Task Copy_RealClip_KeepsTimesRateAndSound(string name)
    {
        if (Folder() is not { } folder || !File.Exists(Path.Combine(folder, name)))
        {
            output.WriteLine($"Skipped: the data folder has no {name}; set STEERLENS_DATA.");
            return;
        }

        using var temporary = new TemporaryFolder();
        var (from, to) = (Path.Combine(folder, name), temporary["to.mp4"]);
        var report = await Films.CopyAsync(from, to);

        Assert.Empty(report.Warnings);
        await Films.SamePictureTimesAsync(from, to);
        const string Kept = "stream=r_frame_rate,avg_frame_rate,color_range,color_space,color_primaries,color_transfer,sample_aspect_ratio";
        Assert.Equal(await Films.EntryAsync(from, "V:0", Kept), await Films.EntryAsync(to, "V:0", Kept));
        if ((await MediaProbe.ReadAsync(from)).Audio.Count > 0) await Films.SameSoundAsync(from, to);
    }

    private static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("STEERLENS_DATA") is { Length: > 0 } named) return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pipeline.sln"))) return Path.Combine(folder.FullName, "..", "shared", "data");
        }

        return null;
    }
}
