using Steerlens.Kernels.Maps;

namespace Steerlens.Pipeline.Tests.Commands;

public sealed class CompareCommandTests : IDisposable
{
    private readonly CommandRun _run = new();
    private readonly FileTree _files = new("drive.mp4", "road.png", "bend.png", "own.onnx");

    public void Dispose()
    {
        _run.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Compare_FilmWithNetworksAndMaps_AsksForEach()
    {
        var code = await _run.RunAsync(
            "compare", _files["drive.mp4"], "--networks", $"pilotnet,untrained:pilotnet,{_files["own.onnx"]}", "--maps", "occlusion,gradcam", "--targets", "left,right", "--color", "bgr", "--sizes", "20");

        Assert.Equal((ExitCode.Success, ""), (code, _run.Error));
        var options = _run.Compared!;
        Assert.Equal((_files["drive.compared.mp4"], false), (options.Output, options.IsStill));
        Assert.Equal($"pilotnet untrained:pilotnet {_files["own.onnx"]}", string.Join(' ', options.Networks.Select(network => network.File)));
        Assert.Equal([false, false, true], options.Networks.Select(network => network.Color is not null));
        Assert.Equal(
            [("occlusion", Target.Left), ("occlusion", Target.Right), ("gradcam", Target.Left), ("gradcam", Target.Right)],
            options.Maps.Select(map => (map.Method.Name, map.Target)));
        Assert.Equal([20], options.Maps[0].Options.Sizes);
    }

    [Fact]
    public async Task Compare_PicturesAlone_MakeAStillGrid()
    {
        Assert.Equal((ExitCode.Success, ""), (await _run.RunAsync("compare", _files["road.png"], _files["bend.png"]), _run.Error));

        Assert.Equal((true, _files["road.compared.png"], 2), (_run.Compared!.IsStill, _run.Compared.Output, _run.Compared.Sources.Count));
    }

    [Fact]
    public async Task Compare_FolderOfPicturesToAPicture_TakesThemOneByOne()
    {
        Assert.Equal((ExitCode.Success, ""), (await _run.RunAsync("compare", _files.Folder, "-o", Path.Combine(_files.Folder, "out", "grid.png")), _run.Error));

        Assert.Equal($"{_files["bend.png"]} {_files["road.png"]}", string.Join(' ', _run.Compared!.Sources));
    }

    [Fact]
    public async Task Compare_Times_TakeThoseFrames()
    {
        Assert.Equal((ExitCode.Success, ""), (await _run.RunAsync("compare", "scene:coast-road", "--at", "2,1:03.5", "-o", _files["grid.png"]), _run.Error));

        Assert.Equal([TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(63.5)], _run.Compared!.Times);
    }

    [Theory]
    [InlineData("compare FILM -o grid.png", "--at")]
    [InlineData("compare FILM FILM -o grid.mp4", "give one")]
    [InlineData("compare FILM --at 2 -o grid.mp4", "end its name in .png")]
    [InlineData("compare FILM --at 2 --start 1 -o grid.png", "--at TIME")]
    [InlineData("compare FILM --at 2 --smooth 1 -o grid.png", "--smooth belongs to films")]
    [InlineData("compare FILM --at 2 --crf 20 -o grid.png", "--crf belongs to films")]
    [InlineData("compare FILM --layout overlay", "focus")]
    [InlineData("compare FILM --maps occlusion,nonsense", "visualbackprop")]
    [InlineData("compare FILM --maps saliency,occlusion --targets left", "has no meaning for --map saliency")]
    [InlineData("compare FILM --maps saliency --layer conv1", "belongs to --maps gradcam")]
    [InlineData("compare FILM -o FILM -y", "the source itself")]
    [InlineData("annotate FILM --map occlusion,gradcam", "steerlens compare SOURCE --maps occlusion,gradcam")]
    public async Task Compare_WhatMakesNoSense_IsRefusedWithAWayOut(string line, string advice)
    {
        var code = await _run.RunAsync(line.Replace("FILM", _files["drive.mp4"], StringComparison.Ordinal).Split(' '));

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(advice, Assert.Single(_run.ErrorLines), StringComparison.Ordinal);
        Assert.Null(_run.Compared);
    }
}
