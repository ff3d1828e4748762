using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Archive;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Tests.Video;

namespace Steerlens.Pipeline.Tests.Archive;

/// <summary>What is kept of each film.</summary>
public sealed class ArchiveRecordTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(240)]
    [InlineData(241)]
    [InlineData(5000)]
    public void Curve_OfAnyLength_KeepsMeanAndExtremes(int frames)
    {
        var angles = Enumerable.Range(0, frames).Select(index => 30 * Math.Sin(index / 50.0)).ToList();
        var builder = new AngleCurveBuilder();

        foreach (var angle in angles) builder.Add(angle);

        var curve = builder.Build();
        Assert.InRange(curve.Mean.Count, 1, AngleCurveBuilder.MostPoints);
        Assert.Equal(angles.Max(), curve.Most.Max(), 2);
        Assert.Equal(angles.Min(), curve.Least.Min(), 2);
        var groups = angles.Chunk(curve.FramesPerPoint).ToList();
        Assert.Equal(groups.Count, curve.Mean.Count);
        for (var point = 0; point < groups.Count; point++) Assert.Equal(groups[point].Average(), curve.Mean[point], 2);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(2.4, 10)]
    [InlineData(2.6, 11)]
    [InlineData(-2.6, 9)]
    [InlineData(500, 20)]
    [InlineData(-500, 0)]
    [InlineData(double.PositiveInfinity, 20)]
    [InlineData(double.NaN, 10)]
    public void Histogram_OneAngle_CountsInItsBin(double degrees, int bin)
    {
        var histogram = new AngleHistogram();

        histogram.Add(degrees);

        Assert.Equal(1, histogram.Counts[bin]);
        Assert.Equal(1, histogram.Counts.Sum());
    }

    [Fact]
    public void Surprises_JumpsAndSpread_AreKeptApartAndInOrder()
    {
        var list = new SurpriseList();
        using var frame = new Frame(new FilmFormat(64, 36, default, new Rational(1, 25), new Rational(25, 1), null));
        for (var index = 0; index < 500; index++)
        {
            frame.Index = index;
            frame.Angle = double.DegreesToRadians(index is 100 ? 20 : 0);
            frame.AngleSpread = double.DegreesToRadians(index switch { 300 => 9, 310 => 8, 450 => 5, _ => 0.1 });
            list.Look(frame, index / 25.0);
        }

        var (frames, strip) = list.Finish();

        Assert.Equal([100, 300, 450], frames.Select(kept => kept.Index));
        Assert.Contains("jumps", frames[0].Reason, StringComparison.Ordinal);
        Assert.Contains("disagree", frames[1].Reason, StringComparison.Ordinal);
        Assert.Equal(3 * SurpriseList.PictureWidth, strip!.Width);
    }

    [Fact]
    public void Surprises_AFrame_AllocatesNothing()
    {
        var list = new SurpriseList();
        var curve = new AngleCurveBuilder();
        using var frame = new Frame(new FilmFormat(64, 36, default(YuvColor), new Rational(1, 25), new Rational(25, 1), null));
        for (var index = 0; index < 500; index++) Look(index);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var index = 500; index < 3000; index++) Look(index);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Look(int index)
        {
            frame.Angle = Math.Sin(index);
            list.Look(frame, index / 25.0);
            curve.Add(index);
        }
    }

    [Fact]
    public void Fingerprint_SmallFile_IsOfItsBytesAlone()
    {
        var path = Path.Combine(_folder.Path, "film.mp4");
        File.WriteAllText(path, "film");
        var print = SourceFingerprint.Of([path]);

        File.SetLastWriteTimeUtc(path, new DateTime(2090, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(print, SourceFingerprint.Of([path]));
        File.WriteAllText(path, "Film");
        Assert.NotEqual(print, SourceFingerprint.Of([path]), StringComparer.Ordinal);
    }

    [Fact]
    public void Fingerprint_LargeFile_IsOfItsEndsSizeAndTime()
    {
        var path = Path.Combine(_folder.Path, "film.mp4");
        var time = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        using (var file = File.Create(path)) file.SetLength(SourceFingerprint.Whole + 1);
        File.SetLastWriteTimeUtc(path, time);
        var print = SourceFingerprint.Of([path]);
        Assert.Equal(print, SourceFingerprint.Of([path]));

        Write(SourceFingerprint.Whole);
        Assert.NotEqual(print, SourceFingerprint.Of([path]), StringComparer.Ordinal);
        Write(0);
        File.SetLastWriteTimeUtc(path, time.AddSeconds(1));
        Assert.NotEqual(print, SourceFingerprint.Of([path]), StringComparer.Ordinal);

        void Write(long at)
        {
            using (var file = File.OpenWrite(path))
            {
                file.Position = at;
                file.WriteByte(7);
            }

            File.SetLastWriteTimeUtc(path, time);
        }
    }

    [Fact]
    public void Settings_FileThatAnOptionNames_CountsWithItsBytes()
    {
        var path = Path.Combine(_folder.Path, "windows.txt");
        File.WriteAllText(path, "one");
        var print = WorkFingerprint.OfSettings($"--windows={path}");

        File.WriteAllText(path, "two");

        Assert.NotEqual(print, WorkFingerprint.OfSettings($"--windows={path}"), StringComparer.Ordinal);
        Assert.NotEqual(WorkFingerprint.OfSettings("--map=gradcam"), WorkFingerprint.OfSettings("--map=occlusion"), StringComparer.Ordinal);
    }

    [Fact]
    public void Network_OtherWeightsOrContract_AreAnotherNetwork()
    {
        var network = Steerlens.Models.DefaultNetwork.Load();
        var print = WorkFingerprint.OfNetwork(network);

        Assert.Equal(print, WorkFingerprint.OfNetwork(Steerlens.Models.DefaultNetwork.Load()));
        Assert.NotEqual(print, WorkFingerprint.OfNetwork(Steerlens.Models.UntrainedTwin.Of(network)), StringComparer.Ordinal);
        Assert.NotEqual(print, WorkFingerprint.OfNetwork(network.With(network.Contract with { PositiveIsRight = !network.Contract.PositiveIsRight })), StringComparer.Ordinal);
    }

    [Fact]
    public void Marker_WrittenAndRead_IsTheSameAndFitsOnlyItsWork()
    {
        var marker = Marker("film");
        File.WriteAllText(Path.Combine(_folder.Path, "film.annotated.mp4"), "12345");
        var path = Path.Combine(_folder.Path, "film.annotated.mp4.done.json");

        marker.Write(path);

        var read = FilmMarker.Read(path)!;
        Assert.Equal(marker.Facts.Curve.Mean, read.Facts.Curve.Mean);
        var prints = new WorkPrints("settings", "network");
        Assert.True(read.Fits("source", prints, _folder.Path));
        Assert.False(read.Fits("other", prints, _folder.Path));
        Assert.False(read.Fits("source", prints with { Settings = "other" }, _folder.Path));
        Assert.False(read.Fits("source", prints with { Network = "other" }, _folder.Path));
        File.WriteAllText(Path.Combine(_folder.Path, "film.annotated.mp4"), "1234");
        Assert.False(read.Fits("source", prints, _folder.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"film\":1}")]
    public void Marker_Damaged_IsNone(string text)
    {
        var path = Path.Combine(_folder.Path, "film.done.json");
        File.WriteAllText(path, text);

        Assert.Null(FilmMarker.Read(path));
    }

    [Fact]
    public void ReportPage_NamesFromAnywhere_StandAsText()
    {
        var film = new ReportFilm { Film = "<b>\"x\"&\n</b>.mp4", Output = "a b/100%#.annotated.mp4", Facts = Marker("x").Facts, Notes = ["<script>alert(1)</script>"] };
        var report = new ArchiveReport
        {
            Films = [film, film with { Reason = "<i>no</i>", Facts = null }],
            Totals = new ReportTotals { Films = 2, Done = 1, Failed = 1, Open = 0, Frames = 3, Seconds = 0.12, WithoutEvidence = 1, Histogram = film.Facts.Histogram },
            Work = new ReportWork(1, null, []),
        };

        var page = ReportPage.Of(report);

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<i>", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;&quot;x&quot;&amp;\\n&lt;/b&gt;.mp4", page, StringComparison.Ordinal);
        Assert.Contains("href=\"a%20b/100%25%23.annotated.mp4\"", page, StringComparison.Ordinal);
        Assert.Contains("33.3 %", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static FilmMarker Marker(string name) => new()
    {
        Film = name + ".mp4",
        Source = "source",
        Settings = "settings",
        Network = "network",
        Outputs = [new WrittenFile(name + ".annotated.mp4", 5)],
        Facts = new FilmFacts
        {
            Frames = 3,
            Seconds = 0.12,
            Histogram = [.. Enumerable.Range(0, AngleHistogram.Bins).Select(bin => bin == 10 ? 3L : 0L)],
            Curve = new AngleCurve(1, [1, 2, 3], [1, 2, 3], [1, 2, 3]),
            WithoutEvidence = 1,
            Surprises = [new SurprisingFrame(1, 0.04, 2, 1, "the angle jumps")],
            Pictures = "AAAA",
        },
        Work = new FilmWork(1, DateTimeOffset.UnixEpoch, "machine"),
    };
}
