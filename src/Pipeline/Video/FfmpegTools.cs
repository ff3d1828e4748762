using System.Text;

namespace Steerlens.Pipeline.Video;

/// <summary>What a finished run left behind.</summary>
/// <param name="ExitCode">0 where the tool says that all went well.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Complaints">The last lines of its standard error.</param>
public sealed record FfmpegRun(int ExitCode, string Output, IReadOnlyList<string> Complaints)
{
    /// <summary>Why it failed, in one line.</summary>
    public string Reason => FfmpegReason.From(Complaints, ExitCode);
}

/// <summary>The ffmpeg and ffprobe of this machine: where they are, how old, what they can encode.</summary>
public sealed class FfmpegTools
{
    /// <summary>The environment variable that names the folder to take ffmpeg and ffprobe from.</summary>
    public const string FolderVariable = "STEERLENS_FFMPEG";

    internal const string HowToInstall =
        "install ffmpeg (apt install ffmpeg, brew install ffmpeg, winget install Gyan.FFmpeg) or name its folder in " + FolderVariable;

    private static readonly Version Oldest = new(5, 1);
    private static FfmpegTools? _found;
    private IReadOnlyList<string>? _encoders;

    private FfmpegTools(string ffmpeg, string ffprobe, string version) => (Ffmpeg, Ffprobe, Version) = (ffmpeg, ffprobe, version);

    /// <summary>Full path of ffmpeg.</summary>
    public string Ffmpeg { get; }

    /// <summary>Full path of ffprobe.</summary>
    public string Ffprobe { get; }

    /// <summary>What ffmpeg calls its version: <c>5.1.9-0+deb12u1</c>.</summary>
    public string Version { get; }

    /// <summary>Finds the tools in the folder that <see cref="FolderVariable"/> names, else on the search path; once, then remembered.</summary>
    /// <exception cref="SteerlensException">They are missing, don't start or are too old.</exception>
    public static async Task<FfmpegTools> FindAsync(CancellationToken cancellationToken = default) =>
        _found ??= await FindAsync(
            Environment.GetEnvironmentVariable(FolderVariable), Environment.GetEnvironmentVariable("PATH"), cancellationToken).ConfigureAwait(false);

    /// <summary>Finds the tools in one folder, or, where that is null or empty, on a search path.</summary>
    /// <exception cref="SteerlensException">They are missing, don't start or are too old.</exception>
    public static async Task<FfmpegTools> FindAsync(string? folder, string? searchPath, CancellationToken cancellationToken = default)
    {
        var where = string.IsNullOrEmpty(folder) ? searchPath : folder;
        var place = string.IsNullOrEmpty(folder) ? "on the search path" : $"in '{folder}' ({FolderVariable})";
        var ffmpeg = Search(where, "ffmpeg") ?? throw Missing("ffmpeg", place);
        var ffprobe = Search(where, "ffprobe") ?? throw Missing("ffprobe", place);
        var run = await RunAsync(ffmpeg, ["-version"], cancellationToken).ConfigureAwait(false);
        var words = run.Output.Split(' ', 4, StringSplitOptions.RemoveEmptyEntries);
        if (run.ExitCode != 0 || words is not ["ffmpeg", "version", var version, ..])
            throw new SteerlensException(ExitCode.BackEndUnavailable, $"'{ffmpeg}' doesn't work: {run.Reason}; {HowToInstall}");
        if (ParseVersion(version) is { } number && number < Oldest)
            throw new SteerlensException(ExitCode.BackEndUnavailable, $"'{ffmpeg}' is version {version}, {Oldest} or newer is needed: {HowToInstall}");
        return new FfmpegTools(ffmpeg, ffprobe, version);
    }

    /// <summary>The names of the video encoders that were built in; not each of them works on each machine.</summary>
    public async Task<IReadOnlyList<string>> EncodersAsync(CancellationToken cancellationToken = default)
    {
        if (_encoders is { } known) return known;
        var run = await RunAsync(Ffmpeg, ["-v", "error", "-hide_banner", "-encoders"], cancellationToken).ConfigureAwait(false);
        var found = new List<string>();
        var listed = false;
        foreach (var line in run.Output.Split('\n'))
        {
            var words = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words is ["------", ..]) listed = true;
            else if (listed && words.Length >= 2 && words[0].StartsWith('V')) found.Add(words[1]);
        }

        return _encoders = found;
    }

    /// <summary>Runs a tool to its end and collects its output.</summary>
    public static async Task<FfmpegRun> RunAsync(string tool, IEnumerable<string> arguments, CancellationToken cancellationToken = default)
    {
        var process = FfmpegProcess.Start(tool, arguments, writes: false, reads: true);
        await using (process.ConfigureAwait(false))
        {
            using var reader = new StreamReader(process.Output, Encoding.UTF8);
            var output = await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            var exitCode = await process.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new FfmpegRun(exitCode, output, process.Complaints);
        }
    }

    /// <summary>A file's name as ffmpeg must be given it: nothing in it can pass for an option, a protocol or a pattern.</summary>
    public static string Address(string path) => "file:" + Path.GetFullPath(path);

    internal static string? Search(string? folders, string name)
    {
        var file = OperatingSystem.IsWindows() ? name + ".exe" : name;
        foreach (var folder in (folders ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var path = Path.Combine(folder, file);
            if (File.Exists(path)) return Path.GetFullPath(path);
        }

        return null;
    }

    // Builds from a repository call themselves "N-109468-gd39b34123d" or "2024-05-01-git-...": those are newer than any we refuse.
    private static Version? ParseVersion(string text)
    {
        var digits = new string([.. text.TrimStart('n').TakeWhile(c => char.IsAsciiDigit(c) || c == '.')]).TrimEnd('.');
        return System.Version.TryParse(digits.Contains('.', StringComparison.Ordinal) ? digits : digits + ".0", out var version) && version.Major < 1000 ? version : null;
    }

    private static SteerlensException Missing(string name, string place) =>
        new(ExitCode.BackEndUnavailable, $"{name} was not found {place}: {HowToInstall}");
}
