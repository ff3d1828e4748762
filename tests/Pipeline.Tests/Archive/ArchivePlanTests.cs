using Steerlens.Pipeline.Archive;
using Steerlens.Pipeline.Archive.Joining;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Tests.Video;

namespace Steerlens.Pipeline.Tests.Archive;

public sealed class ArchivePlanTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Plan_SameNameWithOtherEndings_KeepsThemApart()
    {
        var plan = Plan("a.mp4", "a.mkv", "b.mp4");

        Assert.Equal(["a.mkv", "a.mp4", "b"], plan.Films.Select(film => film.Name), StringComparer.Ordinal);
        Assert.Equal(3, plan.Films.Select(plan.MarkerOf).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(3, plan.Films.Select(film => film.Id).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Plan_SameAddressTwice_IsToldApart()
    {
        var plan = new ArchivePlan(new[] { "scene:highway?seed=1", "scene:highway?seed=2" }.Select(address => ArchivePlan.FilmOf(new ArchiveSource(address, "highway"))), new ArchiveOptions(_folder.Path), Layout.Blend);

        Assert.Equal(["highway", "highway (2)"], plan.Films.Select(film => film.Label), StringComparer.Ordinal);
        Assert.Equal(["highway", "highway (2)"], plan.Films.Select(film => film.Name), StringComparer.Ordinal);
    }

    [Fact]
    public void Plan_NameWithoutRoomForWhatStandsBehindIt_IsRefused()
    {
        var plan = Plan(new string('a', 231) + ".mp4", new string('b', 232) + ".mp4", new string('\u00fc', 116) + ".mp4");

        plan.RequireShortName(plan.Films[0]);
        Assert.Contains("1 byte too long", Assert.Throws<SteerlensException>(() => plan.RequireShortName(plan.Films[1])).Message, StringComparison.Ordinal);
        Assert.Contains("1 byte too long", Assert.Throws<SteerlensException>(() => plan.RequireShortName(plan.Films[2])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_AnyNumberOfShards_HoldsEachFilmOnce()
    {
        var plan = Plan([.. Enumerable.Range(0, 23).Select(index => $"film{index}.mp4")]);

        for (var count = 1; count <= 9; count++)
        {
            var names = Enumerable.Range(1, count).SelectMany(number => plan.Of(new Shard(number, count))).Select(film => film.Name).Order(StringComparer.Ordinal);
            Assert.Equal(plan.Films.Select(film => film.Name).Order(StringComparer.Ordinal), names);
        }
    }

    [Theory]
    [InlineData("20230612_143000.mp4", "2023-06-12T14:30:00", 143000L)]
    [InlineData("2023_0612_143005_017F.MP4", "2023-06-12T14:30:05", 17L)]
    [InlineData("NO20230612-143000-000123.ts", "2023-06-12T14:30:00", 123L)]
    [InlineData("2023-06-12 14.30.00.mov", "2023-06-12T14:30:00", 0L)]
    [InlineData("GOPR0042.MP4", null, 42L)]
    [InlineData("drive.mp4", null, null)]
    [InlineData("20231399_996199.mp4", null, 996199L)]
    public void SegmentName_OfCameras_TellsStartAndNumber(string name, string? start, long? number)
    {
        var read = SegmentName.Of(name);

        Assert.Equal(start is null ? null : DateTime.Parse(start, System.Globalization.CultureInfo.InvariantCulture), read.Start);
        Assert.Equal(number, read.Number);
    }

    [Fact]
    public void SegmentName_TwoCameras_AreTwoSeries() =>
        Assert.NotEqual(SegmentName.Of("2023_0612_143005_017F.MP4").Series, SegmentName.Of("2023_0612_143005_017R.MP4").Series, StringComparer.Ordinal);

    private ArchivePlan Plan(params string[] names) =>
        new(names.Select(name => ArchivePlan.FilmOf(new ArchiveSource(Path.Combine(_folder.Path, name), name))), new ArchiveOptions(_folder.Path), Layout.Blend);
}
