using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Steerlens.EndToEnd.Tests.Films;
using Steerlens.EndToEnd.Tests.Running;

namespace Steerlens.EndToEnd.Tests.Archive;

/// <summary>An archive of small films in a folder of its own, and what annotating it must give.</summary>
internal sealed class ArchiveRoom : IDisposable
{
    /// <summary>Frames of the long film.</summary>
    public const int LongFrames = 700;

    private static readonly string[] Quick = ["--map", "gradcam", "--spread", "off", "--preset", "ultrafast", "--threads", "1"];

    private static readonly SemaphoreSlim Making = new(1, 1);
    private static Originals? _made;

    private readonly TemporaryFolder _folder = new();

    private ArchiveRoom()
    {
        Directory.CreateDirectory(Archive);
    }

    /// <summary>The room's own folder.</summary>
    public string Folder => _folder.Path;

    /// <summary>Where the sources lie.</summary>
    public string Archive => _folder["archive"];

    /// <summary>Where everything goes.</summary>
    public string Output => _folder["annotated"];

    /// <summary>A room with the films <c>a.mp4</c> and <c>c.mp4</c>, which are short, and <c>b.mp4</c>, which is long.</summary>
    public static async Task<ArchiveRoom> WithThreeFilmsAsync()
    {
        var room = await EmptyAsync();
        await room.AddShortAsync("a.mp4");
        await room.AddLongAsync("b.mp4");
        await room.AddShortAsync("c.mp4");
        return room;
    }

    /// <summary>A room without a film.</summary>
    public static async Task<ArchiveRoom> EmptyAsync()
    {
        await OriginalsAsync();
        return new ArchiveRoom();
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A path in the archive.</summary>
    public string Source(string name) => Path.Combine(Archive, name);

    /// <summary>The film that a source becomes.</summary>
    public string Film(string name) => Path.Combine(Output, name + ".annotated.mp4");

    /// <summary>Adds a film of a few frames.</summary>
    public async Task AddShortAsync(string name) => Copy((await OriginalsAsync()).Short, name);

    /// <summary>Adds a film that takes seconds.</summary>
    public async Task AddLongAsync(string name) => Copy((await OriginalsAsync()).Long, name);

    /// <summary>The command line that annotates the archive.</summary>
    public string[] Command(params string[] more) => ["annotate", Path.Combine(Archive, "**", "*.mp4"), "--output-dir", Output, .. Quick, .. more];

    /// <summary>Annotates the archive.</summary>
    public Task<ToolRun> RunAsync(params string[] more) => SteerlensProgram.RunAsync(Command(more));

    /// <summary>Goes on where an earlier run ended.</summary>
    public Task<ToolRun> GoOnAsync(params string[] more) => RunAsync(["--skip-existing", .. more]);

    /// <summary>Starts annotating the archive.</summary>
    public Process Start(params string[] more) => SteerlensProgram.Start(Command(more));

    /// <summary>Waits until the long film's new film has begun to grow.</summary>
    public async Task UntilTheLongFilmGrowsAsync(Process process)
    {
        for (; ; await Task.Delay(10))
        {
            Assert.False(process.HasExited, "it ended before anything could happen to it");
            var work = Path.Combine(Output, ".steerlens");
            if (!Directory.Exists(work)) continue;
            try
            {
                if (Directory.EnumerateFiles(work, "b.annotated.partial.mp4", SearchOption.AllDirectories).Any(path => new FileInfo(path).Length > 0)) return;
            }
            catch (IOException)
            {
                // A folder went away while it was looked into.
            }
        }
    }

    /// <summary>The number of the ffmpeg that reads or writes a film of this room; fails the test where there is none.</summary>
    public int FfmpegThat(bool writes)
    {
        foreach (var place in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(place), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) continue;
            try
            {
                var line = File.ReadAllText(Path.Combine(place, "cmdline")).Replace('\0', ' ');
                if (line.Contains("ffmpeg", StringComparison.Ordinal) && line.Contains(Folder, StringComparison.Ordinal) && line.Contains(writes ? "pipe:0" : "pipe:1", StringComparison.Ordinal) && !line.Contains("mjpeg", StringComparison.Ordinal))
                    return number;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked.
            }
        }

        Assert.Fail("no ffmpeg is at work");
        return 0;
    }

    /// <summary>Asserts that whatever is under a final name is whole, that its marker stands beside it or will be made, and that no process is left.</summary>
    public async Task NothingIsHalfDoneAsync()
    {
        await UnixSignal.NothingStillNamesAsync(Folder);
        if (!Directory.Exists(Output)) return;
        var originals = await OriginalsAsync();
        foreach (var film in FinalFiles())
        {
            Assert.False(film.Contains(".partial", StringComparison.Ordinal), film);
            if (film.EndsWith(".annotated.mp4", StringComparison.Ordinal)) Assert.Contains(HashOf(film), originals.Annotated);
        }
    }

    /// <summary>Asserts that every source has become the very film that an undisturbed run makes of it, once.</summary>
    public async Task EverythingIsThereAsync()
    {
        await NothingIsHalfDoneAsync();
        var films = FinalFiles().Where(path => path.EndsWith(".annotated.mp4", StringComparison.Ordinal)).ToList();
        Assert.Equal(Directory.GetFiles(Archive, "*", SearchOption.AllDirectories).Length, films.Count);
        Assert.All(films, film => Assert.True(File.Exists(film + ".done.json"), film));
        Assert.True(File.Exists(Path.Combine(Output, "report.json")));
        Assert.True(File.Exists(Path.Combine(Output, "report.html")));
        Assert.DoesNotContain(Directory.EnumerateDirectories(Path.Combine(Output, ".steerlens")), path => !path.EndsWith("failures", StringComparison.Ordinal));
    }

    /// <summary>A file's hash.</summary>
    public static string HashOf(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private IEnumerable<string> FinalFiles() =>
        Directory.EnumerateFiles(Output, "*", SearchOption.AllDirectories).Where(path => !path.Contains("/.steerlens/", StringComparison.Ordinal));

    private void Copy(string from, string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Source(name))!);
        File.Copy(from, Source(name));
    }

    /// <summary>The films that every room is filled with, made once.</summary>
    private static async Task<Originals> OriginalsAsync()
    {
        await Making.WaitAsync();
        try
        {
            return _made ??= await MakeAsync();
        }
        finally
        {
            Making.Release();
        }
    }

    private static async Task<Originals> MakeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("steerlens-films-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var (brief, lasting) = (Path.Combine(folder, "short.mp4"), Path.Combine(folder, "long.mp4"));
        await Ffmpeg.MakeAsync(brief, "160x90", "25", 0.4, "-movflags", "+faststart");
        await Ffmpeg.MakeAsync(lasting, "160x90", "25", LongFrames / 25.0, "-movflags", "+faststart");
        var hashes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var film in (string[])[brief, lasting])
        {
            var annotated = Path.ChangeExtension(film, ".annotated.mp4");
            var run = await SteerlensProgram.RunAsync(["annotate", film, "-o", annotated, "--progress", "none", .. Quick]);
            Assert.True(run.ExitCode == 0, run.Error);
            hashes.Add(HashOf(annotated));
        }

        return new Originals(brief, lasting, hashes);
    }

    private sealed record Originals(string Short, string Long, IReadOnlySet<string> Annotated);
}
