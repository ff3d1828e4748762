using System.Text.Json;
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

        var run = await SteerlensProgram.RunAsync("compare", film, "--networks", "pilotnet,gap-pilotnet", "--maps", "gradcam,visualbackprop", "--width", "640", "-o", _folder["grid.mp4"], "--sidecar", _folder["grid.jsonl"]);

        Assert.True(run.ExitCode == 0, run.Error);
        var (width, height) = await Film.SizeAsync(_folder["grid.mp4"]);
        Assert.InRange(width, 600, 640);
        Assert.InRange(height, 350, 460);
        await Film.SameTimesAsync(film, _folder["grid.mp4"]);
        await Film.SameSoundAsync(film, _folder["grid.mp4"]);
        await Film.PlaysAsync(_folder["grid.mp4"]);

        // Two networks with two maps each: four lines for each of 15 frames, and one angle for each network.
        var lines = (await File.ReadAllLinesAsync(_folder["grid.jsonl"])).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(60, lines.Length);
        Assert.Equal("0 pilotnet gradcam, 1 pilotnet visualbackprop, 2 gap-pilotnet gradcam, 3 gap-pilotnet visualbackprop", string.Join(", ", lines.Take(4).Select(CellOf)));
        Assert.All(lines.Chunk(4), cells => Assert.Equal([.. Enumerable.Repeat(cells[0].GetProperty("index").GetInt64(), 4)], cells.Select(cell => cell.GetProperty("index").GetInt64())));
        Assert.All(lines.Chunk(4), cells => Assert.Equal(AngleOf(cells[0]), AngleOf(cells[1])));
        Assert.Contains(lines.Chunk(4), cells => AngleOf(cells[0]) != AngleOf(cells[2]));
    }

    [Fact]
    public async Task Compare_SidecarOfAStillGrid_IsRefused()
    {
        var run = await SteerlensProgram.RunAsync("compare", "scene:coast-road?duration=1", "--at", "0", "-o", _folder["grid.png"], "--sidecar", _folder["grid.jsonl"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--sidecar writes lines for a film's frames", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
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

    private static string CellOf(JsonElement line) =>
        $"{line.GetProperty("cell").GetInt32()} {line.GetProperty("network").GetString()} {line.GetProperty("map").GetProperty("method").GetString()}";

    private static double AngleOf(JsonElement line) => line.GetProperty("angle_rad").GetDouble();
}
