using Steerlens.EndToEnd.Tests.Films;
using Steerlens.EndToEnd.Tests.Running;

namespace Steerlens.EndToEnd.Tests;

/// <summary>Several networks and maps in one grid.</summary>
public sealed class CompareTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Compare_Film_KeepsTimesAndSound()
    {
        var film = _folder["drive.mp4"];
        await Ffmpeg.RunAsync("-f", "lavfi", "-i", "testsrc2=s=320x180:r=10:d=1.5", "-f", "lavfi", "-i", "sine=d=1.5", "-shortest", film);

        var run = await SteerlensProgram.RunAsync("compare", film, "--networks", "pilotnet,gap-pilotnet", "--maps", "gradcam,visualbackprop", "--width", "640", "-o", _folder["grid.mp4"]);

        Assert.True(run.ExitCode == 0, run.Error);
        var (width, height) = await Film.SizeAsync(_folder["grid.mp4"]);
        Assert.InRange(width, 600, 640);
        Assert.InRange(height, 350, 460);
        await Film.SameTimesAsync(film, _folder["grid.mp4"]);
        await Film.SameSoundAsync(film, _folder["grid.mp4"]);
        await Film.PlaysAsync(_folder["grid.mp4"]);
    }

    [Fact]
    public async Task Compare_PicturesOfDifferentKinds_ComeInOneGrid()
    {
        await Ffmpeg.RunAsync("-f", "lavfi", "-i", "testsrc2=s=320x180", "-frames:v", "1", _folder["wide.png"]);
        await Ffmpeg.RunAsync("-f", "lavfi", "-i", "testsrc2=s=200x200", "-frames:v", "1", _folder["square.jpg"]);

        var run = await SteerlensProgram.RunAsync("compare", _folder["wide.png"], _folder["square.jpg"], "--maps", "gradcam", "--targets", "left,right", "-o", _folder["grid.png"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("square.jpg: pilotnet", run.Error, StringComparison.Ordinal);
        var (width, height) = await Film.SizeAsync(_folder["grid.png"]);
        Assert.InRange(width, 960, 980);

        // The square picture's row is as wide as the other's and so taller than it.
        Assert.InRange(height, 270 + 480, 270 + 480 + 200);
    }
}
