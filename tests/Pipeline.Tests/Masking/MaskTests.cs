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
    public void Find_NoSuchObject_CountsThoseThatThereAre()
    {
        var refused = Assert.Throws<SteerlensException>(
            () => SceneThing.Find(SceneOptions.Parse("scene:coast-road?size=320x180&duration=1&rate=5"), new MaskOptions("scene:coast-road", "plot.png") { Kind = SceneObjectKind.Truck }));

        Assert.Matches(@"one of (car \(\d+\), )?tree \(\d+\)", refused.Message);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(25)]
    public void Find_Kind_IsTheNearestInTheOwnLane(int rate)
    {
        var scene = SceneOptions.Parse($"scene:coast-road?size=320x180&duration=12&car=18&rate={rate}");
        using var frame = new Frame(new SceneSource(scene).Format);
        var thing = SceneThing.Find(scene, new MaskOptions("scene:coast-road", "plot.png") { Kind = SceneObjectKind.Car });
        new SceneSource(scene).Render(0, frame.Picture);
        var without = new YuvImage(320, 180, frame.Picture.Color);

        thing.Hide(frame, without);

        Assert.NotEqual(frame.Picture.Bytes, without.Bytes);
        Assert.Contains("in the own lane", thing.Description, StringComparison.Ordinal);
        var again = SceneThing.Find(scene with { FrameCount = scene.FrameCount / 2 }, new MaskOptions("scene:coast-road", "plot.png") { Kind = SceneObjectKind.Car, Number = int.Parse(thing.Name.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture) });
        Assert.Contains("in the own lane", again.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void List_PartOfARoad_KeepsTheNumbersOfTheWhole()
    {
        var road = new SceneSource(SceneOptions.Parse("scene:coast-road?size=320x180&duration=12&rate=5"));

        var whole = KnownThings.Of(road, new RangeOptions()).ToText(null).Split('\n');
        var part = KnownThings.Of(road, new RangeOptions { Start = TimeSpan.FromSeconds(6) }).ToText(null).Split('\n');

        var names = whole.ToDictionary(line => line.TrimEnd().Split(' ')[^1], line => line.Split(' ')[0], StringComparer.Ordinal);
        Assert.InRange(part.Length, 3, whole.Length - 1);
        Assert.All(part, line => Assert.Equal(names[line.TrimEnd().Split(' ')[^1]], line.Split(' ')[0]));
    }

    [Fact]
    public void Answer_OutsideTheCrop_SaysThatTheNetworkDoesNotSeeIt()
    {
        var frames = Enumerable.Range(0, 20).Select(index => new MaskedFrame(index, index / 10d, 2, 2, null, new MapRectangle(0, 0, 9, 9), 1)).ToList();

        Assert.StartsWith("the network does not see the box", MaskAnswer.Of(frames, 10, "the box", new MapRectangle(0, 20, 100, 30)).Text, StringComparison.Ordinal);
        Assert.StartsWith("without the box the angle changes by 0.0 deg", MaskAnswer.Of(frames, 10, "the box", new MapRectangle(5, 5, 100, 30)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Plot_FramesThatDoNotCount_HaveNoBand()
    {
        var box = new MapRectangle(0, 0, 9, 9);
        List<MaskedFrame> frames = [.. Enumerable.Range(0, 400).Select(index => new MaskedFrame(index, index / 10d, 2, index < 200 ? 2 + Math.Sin(index) : double.NaN, null, index < 200 ? box : null, 1))];

        var plot = MaskPlot.Draw(MaskAnswer.Of(frames, 10), "drive.mp4");

        // Blue is the band's, and the mean's within it; the right half holds neither.
        var blue = Enumerable.Range(440 / 2, 70).SelectMany(row => Enumerable.Range(0, 640).Where(column => plot.U.Row(row)[column] > 150)).ToList();
        Assert.Contains(blue, column => column < 250);
        Assert.DoesNotContain(blue, column => column > 355);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Plot_AFrameOrTwo_IsDrawnWithoutAnyNaN(int count)
    {
        var answer = MaskAnswer.Of([.. Enumerable.Range(0, count).Select(index => new MaskedFrame(index, index / 10d, 2, 2.5, null, new MapRectangle(0, 0, 9, 9), 1))], 10);

        Assert.DoesNotContain("NaN", answer.Text + answer.ToCsv() + answer.Note, StringComparison.Ordinal);
        Assert.Equal(1280, MaskPlot.Draw(answer, "drive.mp4").Width);
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
    [InlineData("mask FILM --list", "--box")]
    [InlineData("mask scene:highway --object car: -o a.png", "car:2")]
    [InlineData("mask scene:highway --object car --fill blur", "--fill belongs to --box")]
    [InlineData("mask scene:highway --object house", "sign")]
    [InlineData("mask scene:highway --list --object car", "leave --object out")]
    [InlineData("mask scene:highway --object car --preset slow", "--preset belongs to --film")]
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
