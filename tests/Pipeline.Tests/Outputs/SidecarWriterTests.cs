using System.Globalization;
using System.Text.Json;
using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Tests.Commands;

namespace Steerlens.Pipeline.Tests.Outputs;

public sealed class SidecarWriterTests : IDisposable
{
    private static readonly SidecarSubject Subject = new(new Rational(1001, 30000), "occlusion", "signed", "rad");

    private readonly FileTree _files = new();
    private readonly MemoryStream _standardOutput = new();
    private readonly CommandConsole _console;

    public SidecarWriterTests() => _console = new CommandConsole(TextWriter.Null, TextWriter.Null, false, () => _standardOutput);

    public void Dispose()
    {
        _files.Dispose();
        _standardOutput.Dispose();
    }

    [Fact]
    public void Write_JsonLines_OneObjectForEachFrame()
    {
        using (var writer = SidecarWriter.Open(_files["a.jsonl"], Subject, false, _console))
        {
            for (var index = 0; index < 3; index++) writer.Write(Record(index));
            writer.Complete();
            Assert.Equal(3, writer.Count);
        }

        var lines = File.ReadAllLines(_files["a.jsonl"]);
        Assert.Equal(3, lines.Length);
        using var document = JsonDocument.Parse(lines[2]);
        var root = document.RootElement;
        Assert.Equal(2, root.GetProperty("index").GetInt64());
        Assert.Equal(2002, root.GetProperty("pts").GetInt64());
        Assert.Equal("1001/30000", root.GetProperty("time_base").GetString());
        Assert.Equal(2002 * 1001 / 30000.0, root.GetProperty("time").GetDouble(), 9);
        Assert.Equal(-0.25, root.GetProperty("angle_rad").GetDouble());
        Assert.Equal(-0.25 * 180 / Math.PI, root.GetProperty("angle_deg").GetDouble(), 12);
        Assert.Equal(JsonValueKind.Null, root.GetProperty("true_angle_rad").ValueKind);
        var map = root.GetProperty("map");
        Assert.Equal(("occlusion", "signed", "rad"), (map.GetProperty("method").GetString(), map.GetProperty("target").GetString(), map.GetProperty("unit").GetString()));
        Assert.Equal(-1.5, map.GetProperty("min").GetDouble());
        Assert.True(map.GetProperty("evidence").GetBoolean());
        Assert.Equal(JsonValueKind.Null, map.GetProperty("rank").ValueKind);
        Assert.Equal(JsonValueKind.Null, map.GetProperty("deletion").ValueKind);
        Assert.Equal(1.235, root.GetProperty("ms").GetProperty("infer").GetDouble());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("ms").GetProperty("encode").ValueKind);
    }

    [Fact]
    public void Write_CellsOfAComparison_NameCellAndNetwork()
    {
        SidecarSubject[] subjects =
        [
            Subject with { Cell = new SidecarCell(0, "one") },
            Subject with { Method = "gradcam", Cell = new SidecarCell(1, "two, \"late\"") },
        ];
        foreach (var name in (string[])["a.jsonl", "a.csv"])
        {
            using var writer = SidecarWriter.Open(_files[name], subjects, false, _console);
            for (var cell = 0; cell < 2; cell++) writer.Write(Record(7), cell);
            writer.Complete();
        }

        var lines = File.ReadAllLines(_files["a.jsonl"]).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal([0, 1], lines.Select(line => line.GetProperty("cell").GetInt32()));
        Assert.Equal("one|two, \"late\"", string.Join('|', lines.Select(line => line.GetProperty("network").GetString())));
        Assert.Equal("occlusion|gradcam", string.Join('|', lines.Select(line => line.GetProperty("map").GetProperty("method").GetString())));
        var table = File.ReadAllLines(_files["a.csv"]);
        Assert.StartsWith("index,cell,network,pts,", table[0], StringComparison.Ordinal);
        Assert.StartsWith("7,0,one,7007,", table[1], StringComparison.Ordinal);
        Assert.StartsWith("7,1,\"two, \"\"late\"\"\",7007,", table[2], StringComparison.Ordinal);
        Assert.Equal(table[0].Split(',').Length, table[1].Split(',').Length);
    }

    [Theory]
    [InlineData(null, null, null, "null null null", ",,")]
    [InlineData(0.25, 0.5, true, "0.25 0.5 true", "0.25,0.5,true")]
    [InlineData(0.25, 1.0, false, "0.25 1 false", "0.25,1,false")]
    public void Write_HowSureTheAngleIs_StandsOnTheLine(double? spread, double? familiarity, bool? unfamiliar, string json, string csv)
    {
        foreach (var name in (string[])["a.jsonl", "a.csv"])
        {
            using var writer = SidecarWriter.Open(_files[name], Subject, false, _console);
            writer.Write(Record(0) with { AngleSpread = spread, Familiarity = familiarity });
            writer.Complete();
        }

        using var document = JsonDocument.Parse(File.ReadAllText(_files["a.jsonl"]));
        var root = document.RootElement;
        Assert.Equal(json, string.Join(' ', ((string[])["angle_spread_rad", "familiarity", "unfamiliar"]).Select(name => root.GetProperty(name).GetRawText())));
        Assert.Equal(unfamiliar is null ? JsonValueKind.Null : unfamiliar.Value ? JsonValueKind.True : JsonValueKind.False, root.GetProperty("unfamiliar").ValueKind);
        Assert.Equal(csv, string.Join(',', File.ReadAllLines(_files["a.csv"])[1].Split(',')[7..10]));
    }

    [Fact]
    public void Write_NotANumber_BecomesNull()
    {
        using (var writer = SidecarWriter.Open(SidecarWriter.StandardOutput, Subject, false, _console))
            writer.Write(Record(0) with { Angle = double.NaN, Map = null, TrueAngle = double.PositiveInfinity });

        using var document = JsonDocument.Parse(_standardOutput.ToArray());
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("angle_rad").ValueKind);
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("true_angle_rad").ValueKind);
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("map").ValueKind);
    }

    [Fact]
    public void Write_Csv_ColumnsMatchTheirNamesAndSayTheSameAsJson()
    {
        using (var writer = SidecarWriter.Open(_files["a.csv"], Subject, false, _console))
        {
            writer.Write(Record(5) with { TrueAngle = 0.125, Rank = 3, Deletion = -0.5 });
            writer.Write(Record(6) with { Map = null, Timings = default, Angle = double.NaN });
            writer.Complete();
        }

        var lines = File.ReadAllLines(_files["a.csv"]);
        Assert.Equal(3, lines.Length);
        var names = lines[0].Split(',');
        var full = names.Zip(lines[1].Split(',')).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        Assert.Equal(names.Length, lines[1].Split(',').Length);
        Assert.Equal(names.Length, lines[2].Split(',').Length);
        Assert.Equal(("5", "5005", "1001/30000", "-0.25", "0.125"), (full["index"], full["pts"], full["time_base"], full["angle_rad"], full["true_angle_rad"]));
        Assert.Equal(("occlusion", "signed", "rad", "true"), (full["map_method"], full["map_target"], full["map_unit"], full["map_evidence"]));
        Assert.Equal(("-1.5", "2", "0.25", "0.75"), (full["map_min"], full["map_max"], full["map_mean"], full["map_positive_share"]));
        Assert.Equal(("1.235", ""), (full["ms_infer"], full["ms_encode"]));
        Assert.Equal(5005 * 1001 / 30000.0, double.Parse(full["time"], CultureInfo.InvariantCulture), 9);
        var empty = names.Zip(lines[2].Split(',')).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        Assert.Equal(("3", "-0.5"), (full["map_rank"], full["map_deletion"]));
        Assert.All(["angle_rad", "map_method", "map_rank", "map_evidence", "ms_decode", "ms_encode"], name => Assert.Equal("", empty[name]));
    }

    [Fact]
    public void Write_Region_IsBoxesInJsonAndColumnsInCsv()
    {
        var region = new RegionBoxes();
        new InterestingRegion(40, 20).Find([0, 0, 0, 1, 0, 0, 0, 0.8f], 1, 8, new MapRectangle(0, 0, 40, 20), 0.5, region);
        Assert.Equal(2, region.Parts.Length);
        using (var json = SidecarWriter.Open(_files["a.jsonl"], Subject, false, _console))
        using (var csv = SidecarWriter.Open(_files["a.csv"], Subject, false, _console))
        {
            foreach (var writer in new[] { json, csv })
            {
                writer.Write(Record(0) with { Region = region });
                writer.Write(Record(1) with { Region = new RegionBoxes() });
                writer.Write(Record(2) with { Region = region, Map = null });
                writer.Complete();
            }
        }

        var lines = File.ReadAllLines(_files["a.jsonl"]);
        var whole = region.Whole!.Value;
        Assert.Contains(FormattableString.Invariant($"\"region\":[{whole.Left},{whole.Top},{whole.Width},{whole.Height}],\"regions\":[["), lines[0], StringComparison.Ordinal);
        Assert.Contains("\"region\":null,\"regions\":null}", lines[1], StringComparison.Ordinal);
        var columns = File.ReadAllLines(_files["a.csv"]).Select(line => line.Split(',')).ToArray();
        var first = Array.IndexOf(columns[0], "map_region_left");
        Assert.Equal([whole.Left, whole.Top, whole.Width, whole.Height], columns[1][first..(first + 4)].Select(text => int.Parse(text, CultureInfo.InvariantCulture)));
        Assert.All([.. columns[2][first..(first + 4)], .. columns[3][first..(first + 4)]], text => Assert.Equal("", text));
        Assert.All(columns, row => Assert.Equal(columns[0].Length, row.Length));
    }

    [Fact]
    public void Dispose_NotCompleted_LeavesNothing()
    {
        using (var writer = SidecarWriter.Open(_files["a.jsonl"], Subject, false, _console))
        {
            writer.Write(Record(0));
            Assert.False(File.Exists(_files["a.jsonl"]));
            // Every line is in the system's hands at once, whatever becomes of this process.
            Assert.EndsWith("}\n", Shared(_files["a.partial.jsonl"]), StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFiles(_files.Folder));
    }

    [Fact]
    public void Open_FileExists_RefusedUnlessOverwritten()
    {
        File.WriteAllText(_files["a.csv"], "kept");

        var failure = Assert.Throws<SteerlensException>(() => SidecarWriter.Open(_files["a.csv"], Subject, false, _console));
        Assert.Equal(ExitCode.OutputUnwritable, failure.ExitCode);
        Assert.Equal("kept", File.ReadAllText(_files["a.csv"]));
        using var writer = SidecarWriter.Open(_files["a.csv"], Subject, true, _console);
        writer.Complete();
        Assert.StartsWith("index,pts,", File.ReadAllText(_files["a.csv"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.jsonl")]
    [InlineData("a.csv")]
    public void Write_AfterWarmUp_AllocatesNothing(string name)
    {
        using var writer = SidecarWriter.Open(_files[name], Subject, false, _console);
        for (var index = 0; index < 200; index++) writer.Write(Record(index));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var index = 200; index < 1200; index++) writer.Write(Record(index));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(3, 1, 20, "0.15")]
    [InlineData(25, 1, 25, "1")]
    [InlineData(0, 1, 25, "0")]
    [InlineData(2002, 1001, 30000, "66.800066667")]
    [InlineData(-1, 1, 3, "-0.333333333")]
    [InlineData(9_000_000_000, 1, 12_800, "703125")]
    public void Write_Time_IsTheShortestDecimal(long pts, long numerator, long denominator, string expected)
    {
        var subject = Subject with { TimeBase = new Rational(numerator, denominator) };
        foreach (var name in (string[])["t.csv", "t.jsonl"])
        {
            using var writer = SidecarWriter.Open(_files[name], subject, true, _console);
            writer.Write(Record(0) with { Pts = pts });
            writer.Complete();
        }

        Assert.Equal(expected, File.ReadAllLines(_files["t.csv"])[1].Split(',')[3]);
        Assert.Contains($"\"time\":{expected},", File.ReadAllText(_files["t.jsonl"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_DiskFull_LeavesNoPartialFile()
    {
        if (!OperatingSystem.IsLinux()) return;
        File.CreateSymbolicLink(_files["a.partial.csv"], "/dev/full");

        // The heading already finds the disk full.
        Assert.Equal(ExitCode.OutputUnwritable, Assert.Throws<SteerlensException>(() => SidecarWriter.Open(_files["a.csv"], Subject, false, _console)).ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(_files.Folder));
    }

    [Fact]
    public void Of_MapOfZeros_HasNoEvidence() => Assert.False(MapStatistics.Of([0, 0], true).HasEvidence);

    [Fact]
    public void Of_Map_TakesItsNumbers() =>
        Assert.Equal(new MapStatistics(-1, 3, 0.5, 0.25, true), MapStatistics.Of([-1, 3, 0, 0], true));

    private static FrameRecord Record(long index) => new()
    {
        Index = index,
        Pts = index * 1001,
        Angle = -0.25,
        Map = new MapStatistics(-1.5, 2, 0.25, 0.75, true),
        Timings = new StageTimings { Decode = 0.5, Infer = 1.23456, Explain = 20 },
    };

    private static string Shared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
