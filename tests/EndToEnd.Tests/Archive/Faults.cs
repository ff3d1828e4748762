using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Steerlens.EndToEnd.Tests.Running;

namespace Steerlens.EndToEnd.Tests.Archive;

/// <summary>The faults that are tried, in the order of <c>docs/faults.md</c>.</summary>
internal static class Faults
{
    private const string Nobody = "65534";
    private const int ManyFiles = 3000;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("the ffmpeg that reads is killed", 3, "ffmpeg was ended by signal 9", room => KilledFfmpegAsync(room, writes: false)),
        new("the ffmpeg that writes is killed", 3, "ffmpeg was ended by signal 9", room => KilledFfmpegAsync(room, writes: true)),
        new("the disk is full", 5, "no space is left on the disk", FullDiskAsync)
        {
            Remedy = room => ToolAsync("mount", "-o", "remount,size=64m", room.Output),
            RemedyWords = "make room",
            After = room => ToolAsync("umount", room.Output),
            Impossible = () => CanMount() ? null : "file systems can't be mounted here",
        },
        new("the output folder is removed", 5, "has gone while it was written to", RemovedFolderAsync),
        new("a source is cut off while it is read", 3, "changed while it was read", room => ChangedSourceAsync(room, CutOff))
        {
            Remedy = RestoreAsync,
            RemedyWords = "put the source back",
        },
        new("a source grows while it is read", 3, "changed while it was read", room => ChangedSourceAsync(room, Grow)),
        new("the output folder's permission is lost", 5, "can't be written to any more", LostFolderAsync)
        {
            Remedy = room => ToolAsync("chmod", "-R", "u+rwX", room.Output),
            RemedyWords = "give it back",
            Impossible = NotRoot,
        },
        new("a source's permission is lost", 3, "is denied", LostSourceAsync)
        {
            Remedy = room => ToolAsync("chmod", "644", room.Source("c.mp4")),
            RemedyWords = "give it back",
            Impossible = NotRoot,
        },
        new("a folder of the archive can't be read", 3, "priv failed: can't be read: permission is denied", ClosedFolderAsync)
        {
            Remedy = room => ToolAsync("chmod", "755", room.Source("priv")),
            RemedyWords = "give it back",
            Impossible = NotRoot,
        },
        new("a link in the archive leads back to it", 0, "3 of 3 films done, 0 failed", CircleAsync),
        new("the clock jumps to 2090 and to 1975", 0, "3 of 3 films done (3 of them before), 0 failed", JumpedClockAsync),
        new("a film of 16 GB", 0, "1 of 1 films done, 0 failed", LargeFilmAsync),
        new("3,000 files that are none", 3, "3 of 3003 films done, 3000 failed", ManyFilesAsync)
        {
            Remedy = room => DeleteAsync(room, "junk"),
            RemedyWords = "delete them",
        },
        new("names with quotes, %, blanks, line feeds, leading dashes", 0, "18 of 18 films done, 0 failed", OddNamesAsync),
        new("a name that is not UTF-8", 3, "its name is not UTF-8; rename it", GarbledNameAsync)
        {
            Remedy = room => ToolAsync("sh", "-c", "mv \"$0\"/d*.mp4 \"$0\"/d.mp4", room.Archive),
            RemedyWords = "rename it",
        },
        new("SIGINT (Ctrl-C)", 130, "stopped: 1 of 3 films done, 0 failed", room => SignalledAsync(room, "INT")),
        new("SIGTERM", 143, "stopped: 1 of 3 films done, 0 failed", room => SignalledAsync(room, "TERM")),
        new("SIGHUP (the terminal closes)", 143, "stopped: 1 of 3 films done, 0 failed", room => SignalledAsync(room, "HUP")),
        new("SIGKILL, as when memory runs out", 137, "", room => SignalledAsync(room, "KILL")),
        new("two runs at the same time", 0, "3 of 3 films done", TwoRunsAsync),
    ];

    private static async Task<ToolRun> KilledFfmpegAsync(ArchiveRoom room, bool writes)
    {
        using var process = room.Start();
        await room.UntilTheLongFilmGrowsAsync(process);
        using (var ffmpeg = Process.GetProcessById(room.FfmpegThat(writes))) ffmpeg.Kill();
        return await ToolRun.EndAsync(process);
    }

    private static async Task<ToolRun> SignalledAsync(ArchiveRoom room, string signal)
    {
        using var process = room.Start();
        await room.UntilTheLongFilmGrowsAsync(process);
        await UnixSignal.SendToGroupAsync(signal, process);
        return await ToolRun.EndAsync(process);
    }

    private static async Task<ToolRun> FullDiskAsync(ArchiveRoom room)
    {
        Directory.CreateDirectory(room.Output);
        await ToolAsync("mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", room.Output);
        return await room.RunAsync();
    }

    private static async Task<ToolRun> RemovedFolderAsync(ArchiveRoom room)
    {
        using var process = room.Start();
        await room.UntilTheLongFilmGrowsAsync(process);
        var gone = Path.Combine(room.Folder, "gone");
        Directory.Move(room.Output, gone);
        var run = await ToolRun.EndAsync(process);
        Directory.Delete(gone, recursive: true);
        return run;
    }

    private static async Task<ToolRun> ChangedSourceAsync(ArchiveRoom room, Action<string> change)
    {
        File.Copy(room.Source("b.mp4"), Path.Combine(room.Folder, "whole.mp4"));
        using var process = room.Start();
        await room.UntilTheLongFilmGrowsAsync(process);
        change(room.Source("b.mp4"));
        return await ToolRun.EndAsync(process);
    }

    private static void CutOff(string path)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(file.Length * 9 / 10);
    }

    /// <summary>As a camera that goes on; an empty box of mp4 at the end changes nothing of the film.</summary>
    private static void Grow(string path)
    {
        using var file = new FileStream(path, FileMode.Append);
        file.Write([0, 0, 0, 8, .. "free"u8]);
    }

    private static Task RestoreAsync(ArchiveRoom room)
    {
        File.Copy(Path.Combine(room.Folder, "whole.mp4"), room.Source("b.mp4"), overwrite: true);
        return Task.CompletedTask;
    }

    private static async Task<ToolRun> LostFolderAsync(ArchiveRoom room)
    {
        Directory.CreateDirectory(room.Output);
        using var process = await StartAsNobodyAsync(room);
        await room.UntilTheLongFilmGrowsAsync(process);
        await ToolAsync("chmod", "-R", "a-w", room.Output);
        return await ToolRun.EndAsync(process);
    }

    private static async Task<ToolRun> LostSourceAsync(ArchiveRoom room)
    {
        using var process = await StartAsNobodyAsync(room);
        await room.UntilTheLongFilmGrowsAsync(process);
        await ToolAsync("chmod", "000", room.Source("c.mp4"));
        return await ToolRun.EndAsync(process);
    }

    private static async Task<ToolRun> ClosedFolderAsync(ArchiveRoom room)
    {
        Directory.CreateDirectory(room.Source("priv"));
        await room.AddShortAsync("priv/d.mp4");
        await ToolAsync("chmod", "000", room.Source("priv"));
        using var process = await StartAsNobodyAsync(room);
        return await ToolRun.EndAsync(process);
    }

    private static async Task<ToolRun> CircleAsync(ArchiveRoom room)
    {
        var link = Directory.CreateSymbolicLink(room.Source("again"), room.Archive);
        var run = await room.RunAsync();
        link.Delete();
        return run;
    }

    /// <summary>The superuser may do everything: permissions are lost by somebody else only.</summary>
    private static async Task<Process> StartAsNobodyAsync(ArchiveRoom room)
    {
        await ToolAsync("chown", "-R", $"{Nobody}:{Nobody}", room.Folder);
        return SteerlensProgram.StartBy(["setpriv", "--reuid", Nobody, "--regid", Nobody, "--clear-groups"], room.Command());
    }

    private static async Task<ToolRun> JumpedClockAsync(ArchiveRoom room)
    {
        var first = await room.RunAsync();
        Assert.True(first.ExitCode == 0, first.Error);
        foreach (var year in (int[])[2090, 1975])
        {
            foreach (var file in Directory.GetFiles(room.Folder, "*", SearchOption.AllDirectories)) File.SetLastWriteTimeUtc(file, new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            var run = await room.GoOnAsync();
            if (year == 1975) return run;
            Assert.True(run.ExitCode == 0, run.Error);
        }

        return first;
    }

    /// <summary>A film whose index lies behind 16 GiB of nothing, which take no place on the disk.</summary>
    private static async Task<ToolRun> LargeFilmAsync(ArchiveRoom room)
    {
        const long hole = 16L << 30;
        var film = await File.ReadAllBytesAsync(room.Source("a.mp4"));
        foreach (var name in (string[])["a.mp4", "b.mp4", "c.mp4"]) File.Delete(room.Source(name));
        var plain = Path.Combine(room.Folder, "plain.mp4");
        await File.WriteAllBytesAsync(plain, film);
        var late = Path.Combine(room.Folder, "late.mp4");
        await Films.Ffmpeg.RunAsync("-i", plain, "-map", "0", "-c", "copy", late);
        var bytes = await File.ReadAllBytesAsync(late);
        var index = bytes.AsSpan().LastIndexOf("moov"u8) - 4;
        var box = new byte[16];
        BinaryPrimitives.WriteUInt32BigEndian(box, 1);
        "free"u8.CopyTo(box.AsSpan(4));
        BinaryPrimitives.WriteInt64BigEndian(box.AsSpan(8), hole);
        await using (var file = new FileStream(room.Source("large.mp4"), FileMode.Create))
        {
            await file.WriteAsync(bytes.AsMemory(0, index));
            await file.WriteAsync(box);
            file.Position = index + hole;
            await file.WriteAsync(bytes.AsMemory(index));
        }

        return await room.RunAsync();
    }

    private static async Task<ToolRun> ManyFilesAsync(ArchiveRoom room)
    {
        var junk = Directory.CreateDirectory(room.Source("junk")).FullName;
        for (var number = 0; number < ManyFiles; number++) await File.WriteAllBytesAsync(Path.Combine(junk, string.Create(CultureInfo.InvariantCulture, $"{number}.mp4")), []);
        return await room.RunAsync("--progress", "none");
    }

    private static async Task<ToolRun> OddNamesAsync(ArchiveRoom room)
    {
        foreach (var name in (string[])["it's.mp4", "\"quoted\".mp4", "100%d %s.mp4", "line\nfeed.mp4", "-i.mp4", "--output.mp4", " blank .mp4", "a,b;c&d|e.mp4", "[x]{y}.mp4", "back\\slash.mp4", "übung 東京.mp4", "-/-.mp4", "$(id).mp4", "concat:x.mp4", "#1?.mp4"])
            await room.AddShortAsync(name);
        return await room.RunAsync();
    }

    private static async Task<ToolRun> GarbledNameAsync(ArchiveRoom room)
    {
        await ToolAsync("sh", "-c", "cp \"$0\"/a.mp4 \"$0/$(printf 'd\\377.mp4')\"", room.Archive);
        return await room.RunAsync();
    }

    /// <summary>Each sees what the other has done; the films are made once between them.</summary>
    private static async Task<ToolRun> TwoRunsAsync(ArchiveRoom room)
    {
        using var other = room.Start("--skip-existing");
        var run = await room.GoOnAsync();
        var second = await ToolRun.EndAsync(other);
        Assert.True(second.ExitCode == 0, second.Error);
        var made = (run.Error + second.Error).Split('\n').Count(line => line.Contains(" in ", StringComparison.Ordinal) && line.Contains("frames", StringComparison.Ordinal));
        Assert.Equal(3, made);
        return run;
    }

    private static Task DeleteAsync(ArchiveRoom room, string name)
    {
        Directory.Delete(room.Source(name), recursive: true);
        return Task.CompletedTask;
    }

    private static string? NotRoot() => Environment.UserName is "root" ? null : "only the superuser can start a program as somebody else";

    private static bool CanMount()
    {
        if (Environment.UserName is not "root") return false;
        using var folder = new TemporaryFolder();
        var mounted = RunTool("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.Path);
        if (mounted) RunTool("umount", folder.Path);
        return mounted;
    }

    private static bool RunTool(string tool, params string[] arguments)
    {
        using var process = ToolRun.Start(tool, arguments);
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static async Task ToolAsync(string tool, params string[] arguments)
    {
        var run = await ToolRun.OfAsync(tool, arguments);
        Assert.True(run.ExitCode == 0, $"{tool}: {Encoding.UTF8.GetString(run.Output)}{run.Error}");
    }
}
