using System.Text.Json;
using Steerlens.EndToEnd.Tests.Films;
using Steerlens.EndToEnd.Tests.Running;

namespace Steerlens.EndToEnd.Tests;

/// <summary>How true maps are: the program's own and a stranger's.</summary>
public sealed class VerifyTests : IDisposable
{
    private const string Road = "scene:coast-road?size=320x180&duration=1.2";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Verify_RenderedRoad_EveryMapIsJudgedAndWhatCannotBeIsNamed()
    {
        using var result = JsonDocument.Parse((await RunAsync(Road, "--every", "10", "--json")).Output);

        var root = result.RootElement;
        Assert.Equal(3, root.GetProperty("frames").GetInt32());
        Assert.True(root.GetProperty("objects").GetInt32() > 0);
        var maps = root.GetProperty("maps").EnumerateArray().ToArray();
        string[] names = ["occlusion", "gradcam", "hirescam", "layercam", "hypercolumns", "visualbackprop", "saliency", "smoothgrad", "guided", "integrated-gradients"];
        Assert.Equal(names, maps.Select(map => map.GetProperty("name").GetString()!).ToArray());
        Assert.All(maps, map =>
        {
            Assert.Equal(2, map.GetProperty("fills").GetArrayLength());
            Assert.InRange(map.GetProperty("median_rank").GetDouble(), 1, 32);
            Assert.Equal(9, map.GetProperty("layer_correlations").GetArrayLength());
            Assert.InRange(map.GetProperty("maximum_sensitivity").GetDouble(), 0, 100);
            Assert.InRange(map.GetProperty("steadiness").GetDouble(), -1, 1);
            Assert.InRange(map.GetProperty("object_correlation").GetDouble(), -1, 1);
            Assert.Equal(5, map.GetProperty("size").GetProperty("floors").GetArrayLength());
        });
        var left = Assert.Single(root.GetProperty("left_out").EnumerateArray());
        Assert.Equal("cam", left.GetProperty("name").GetString());

        // VisualBackProp looks the same without training: a verifier that lets it pass is none.
        Assert.False(maps[5].GetProperty("passes_randomisation").GetBoolean());
        Assert.True(maps[1].GetProperty("passes_randomisation").GetBoolean());
    }

    [Fact]
    public async Task Verify_MapsOfAnnotate_ScoreAsTheMapItself()
    {
        await SteerlensProgram.AnnotateAsync(Road, _folder["out.mp4"], "--map", "saliency", "--maps", _folder["maps"], "--stride", "10");

        var run = await RunAsync(Road, "--every", "1", "--json", "--map", "saliency", "--maps-from", _folder["maps"]);

        using var result = JsonDocument.Parse(run.Output);
        Assert.Equal(3, result.RootElement.GetProperty("frames").GetInt32());
        var maps = result.RootElement.GetProperty("maps").EnumerateArray().ToArray();
        Assert.Equal([_folder["maps"], "saliency"], maps.Select(map => map.GetProperty("name").GetString()!).ToArray());

        // The same order of pixels on the same frames; only the fills differ, blur being one of both.
        Assert.Equal(maps[1].GetProperty("median_rank").GetDouble(), maps[0].GetProperty("median_rank").GetDouble());
        Assert.Equal(JsonValueKind.Null, maps[0].GetProperty("passes_randomisation").ValueKind);
    }

    [Fact]
    public async Task Verify_TwiceTheSame_TheSameAnswer()
    {
        string[] arguments = [Road, "--map", "gradcam,saliency", "--every", "15", "--max-frames", "2"];
        var first = await RunAsync(arguments);
        Assert.Equal(first.Text, (await RunAsync([.. arguments, "--threads", "1"])).Text);
        Assert.Contains("too short to judge", first.Text, StringComparison.Ordinal);
        Assert.Contains("random weights", first.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_MapThatIsBroken_OneLineNamesIt()
    {
        Directory.CreateDirectory(_folder["maps"]);
        await File.WriteAllTextAsync(Path.Combine(_folder["maps"], "000000.npy"), "no map");
        await RefusedAsync(4, "000000.npy' is no NumPy file", Road, "--maps-from", _folder["maps"]);
        File.Move(Path.Combine(_folder["maps"], "000000.npy"), Path.Combine(_folder["maps"], "999999.npy"));
        await RefusedAsync(4, "belongs to a frame of", Road, "--maps-from", _folder["maps"]);
        await RefusedAsync(4, "is no folder", Road, "--maps-from", _folder["none"]);
        await RefusedAsync(2, "no class activation map", Road, "--map", "cam");
    }

    [Fact]
    public async Task Annotate_CheckEvery_RanksStandInTheSidecarAndRepeat()
    {
        var film = _folder["drive.mp4"];
        await Ffmpeg.MakeAsync(film, "320x180", "10", 1);
        foreach (var name in (string[])["a", "b"])
            await SteerlensProgram.AnnotateAsync(film, _folder[$"{name}.mp4"], "--sidecar", _folder[$"{name}.jsonl"], "--map", "saliency", "--check-every", "4");

        var ranks = Ranks("a");
        Assert.Equal(ranks, Ranks("b"));
        Assert.Equal([true, false, false, false, true, false, false, false, true, false], ranks.Select(rank => rank.Rank is not null));
        Assert.All(ranks, rank => Assert.Equal(rank.Rank is null, rank.Deletion is null));
        Assert.All(ranks.Where(rank => rank.Rank is not null), rank => Assert.InRange(rank.Rank!.Value, 1, 32));

        await SteerlensProgram.AnnotateAsync(film, _folder["c.mp4"], "--sidecar", _folder["c.jsonl"], "--map", "saliency", "--check-every", "0");
        Assert.All(Ranks("c"), rank => Assert.Null(rank.Rank));
    }

    private (int? Rank, double? Deletion)[] Ranks(string name) => [.. File.ReadAllLines(_folder[$"{name}.jsonl"]).Select(line =>
    {
        using var document = JsonDocument.Parse(line);
        JsonElement map = document.RootElement.GetProperty("map"), rank = map.GetProperty("rank"), deletion = map.GetProperty("deletion");
        return (rank.ValueKind == JsonValueKind.Null ? (int?)null : rank.GetInt32(), deletion.ValueKind == JsonValueKind.Null ? (double?)null : deletion.GetDouble());
    })];

    private static async Task RefusedAsync(int exitCode, string reason, params string[] arguments)
    {
        var run = await SteerlensProgram.RunAsync(["verify", .. arguments, "--progress", "none"]);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task<ToolRun> RunAsync(params string[] arguments)
    {
        var run = await SteerlensProgram.RunAsync(["verify", .. arguments, "--progress", "none"]);
        Assert.True(run.ExitCode == 0, $"exit code {run.ExitCode}: {run.Error}");
        return run;
    }
}
