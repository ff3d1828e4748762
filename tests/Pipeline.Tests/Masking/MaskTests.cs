using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Masking;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Tests.Commands;

namespace Steerlens.Pipeline.Tests.Masking;

public sealed class MaskTests : IDisposable
{
    private readonly CommandRun _run = new();
    private readonly FileTree _files = new("drive.mp4");

    public void Dispose()
    {
        _run.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Hide_SceneObject_IsTheRoadRenderedWithoutIt()
    {
        var scene = SceneOptions.Parse("scene:highway?size=320x180&duration=1&rate=5&car=18");
        var thing = SceneThing.Find(scene, new MaskOptions("scene:highway", "plot.png") { Kind = SceneObjectKind.Car });
        await using var source = new SceneSource(scene);
        using var frame = new Frame(source.Format);
        await source.ReadAsync(frame, CancellationToken.None);
        var without = new YuvImage(320, 180, source.Format.Color);

        thing.Hide(frame, without);

        var plain = new YuvImage(320, 180, source.Format.Color);
        new SceneSource(scene with { Factors = new SceneFactors() }).Render(0, plain);
        Assert.Equal(plain.Bytes, without.Bytes);
        Assert.NotEqual(frame.Picture.Bytes, without.Bytes);
        Assert.InRange(thing.Box!.Value.Width, 20, 120);
    }

    [Fact]
    public void Find_NoSuchObject_NamesSomeThatThereAre()
    {
        var refused = Assert.Throws<SteerlensException>(
            () => SceneThing.Find(SceneOptions.Parse("scene:coast-road?size=320x180&duration=1&rate=5"), new MaskOptions("scene:coast-road", "plot.png") { Kind = SceneObjectKind.Truck }));

        Assert.Contains("tree (", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_FramesWithAndWithout_CountsThoseThatShowTheThing()
    {
        var box = new MapRectangle(0, 0, 9, 9);
        var frames = Enumerable.Range(0, 100).Select(index => index < 60
            ? new MaskedFrame(index, index / 10d, 2, index == 33 ? -1 : 2.5, null, box, 1)
            : new MaskedFrame(index, index / 10d, 2, double.NaN, null, null, 0)).ToList();

        var answer = MaskAnswer.Of(frames, 10);

        Assert.Equal(60, answer.Change.Count);
        Assert.Equal(((59 * 0.5) - 3) / 60, answer.Change.Mean, 9);
        Assert.InRange(answer.Change.Mean, answer.Change.Low, answer.Change.High);
        Assert.Equal(33, answer.Largest.Index);
        Assert.Contains("at most by -3.0 deg at 0:03.3", answer.Text, StringComparison.Ordinal);
        Assert.Contains("60 of 100", answer.Note, StringComparison.Ordinal);
        var lines = answer.ToCsv().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(101, lines.Length);
        Assert.Equal("99,9.9,2,,,,false,0,,,,", lines[^1]);
        Assert.Equal("0,0,2,2.5,0.5,,true,1,0,0,9,9", lines[1]);
        Assert.Equal((1280, 640), (MaskPlot.Draw(answer, "drive.mp4").Width, MaskPlot.Draw(answer, "drive.mp4").Height));
    }

    [Fact]
    public void Answer_ShortClip_HasNoInterval()
    {
        var answer = MaskAnswer.Of([.. Enumerable.Range(0, 70).Select(index => new MaskedFrame(index, index / 10d, 2, 2.5, null, new MapRectangle(0, 0, 9, 9), 1))], 10);

        Assert.Contains("by +0.5 deg (no interval under 8 s) on average", answer.Text, StringComparison.Ordinal);
        Assert.Equal(1280, MaskPlot.Draw(answer, "drive.mp4").Width);
    }

    [Fact]
    public void Answer_NothingShown_SaysWhatToDo() =>
        Assert.Throws<SteerlensException>(() => MaskAnswer.Of([new MaskedFrame(0, 0, 2, double.NaN, null, null, 0)], 10));

    [Theory]
    [InlineData(0, 7, 2)]
    [InlineData(-0.03, 0.04, 0.02)]
    [InlineData(5, 5, 0.2)]
    public void Axis_AnyRange_HasRoundTicksInside(double low, double high, double step)
    {
        var axis = new PlotAxis(low, high, 100, 0, 5, isRounded: true);

        Assert.Equal(step, axis.Step, 9);
        Assert.InRange(axis.Ticks.Count(), 3, 9);
        Assert.All(axis.Ticks, tick => Assert.InRange(axis.Place(tick), -0.01, 100.01));
    }

    [Fact]
    public async Task Mask_BoxOfAFilm_ArrivesInTheRecord()
    {
        var code = await _run.RunAsync("mask", _files["drive.mp4"], "--box", "600,300,80,60", "--at", "0:05", "--duration", "4", "--fill", "blur", "--table", _files["a.csv"], "--film", _files["a.mp4"]);

        Assert.Equal((ExitCode.Success, ""), (code, _run.Error));
        var options = _run.Masked!;
        Assert.Equal((new MapRectangle(600, 300, 80, 60), BoxFill.Blur), (options.Box!.Value, options.Fill));
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(9)), (options.Range.Start, options.Range.End));
        Assert.Equal((_files["drive.masked.png"], _files["a.csv"], _files["a.mp4"]), (options.Output, options.Table, options.Film));
    }

    [Theory]
    [InlineData("mask FILM", "--box")]
    [InlineData("mask FILM --object car", "--box")]
    [InlineData("mask scene:highway", "--object")]
    [InlineData("mask scene:highway --object car --box 1,1,9,9", "one of them")]
    [InlineData("mask scene:highway --object car --fill blur", "--fill belongs to --box")]
    [InlineData("mask scene:highway --object house", "sign")]
    [InlineData("mask FILM --box 1,1,2", "600,300,80,60")]
    [InlineData("mask FILM --box 1,1,9,9 -o plot.txt", ".png")]
    [InlineData("mask FILM --box 1,1,9,9 --table plot.txt", ".csv")]
    public async Task Mask_WhatMakesNoSense_IsRefusedWithAWayOut(string line, string advice)
    {
        var code = await _run.RunAsync(line.Replace("FILM", _files["drive.mp4"], StringComparison.Ordinal).Split(' '));

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(advice, Assert.Single(_run.ErrorLines), StringComparison.Ordinal);
        Assert.Null(_run.Masked);
    }
}
