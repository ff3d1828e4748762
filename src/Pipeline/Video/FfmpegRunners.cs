namespace Steerlens.Pipeline.Video;

/// <summary>The ways in which this build starts ffmpeg for pictures; the usual build has one.</summary>
internal static partial class FfmpegRunners
{
    /// <summary>The environment variable that names one.</summary>
    public const string Variable = "STEERLENS_FILMS";

    private static readonly AsyncLocal<IFfmpegRunner?> Chosen = new();
    private static readonly Lazy<IFfmpegRunner> Usual = new(() => Of(Environment.GetEnvironmentVariable(Variable)));

    /// <summary>All of them, the usual one first.</summary>
    public static IReadOnlyList<IFfmpegRunner> All { get; } = Find();

    /// <summary>The one that is used: what was chosen for this flow of work, else what the environment names, else the usual one.</summary>
    /// <exception cref="SteerlensException">The environment names one that this build does not have.</exception>
    public static IFfmpegRunner Current => Chosen.Value ?? Usual.Value;

    /// <summary>Chooses one for this flow of work and all that it starts.</summary>
    public static void Use(IFfmpegRunner runner) => Chosen.Value = runner;

    /// <summary>The one of a name; the usual one where that is empty.</summary>
    /// <exception cref="SteerlensException">This build does not have it.</exception>
    public static IFfmpegRunner Of(string? name) =>
        string.IsNullOrEmpty(name) ? All[0]
        : All.FirstOrDefault(runner => runner.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new SteerlensException(ExitCode.Usage, $"environment variable {Variable}: '{name}' is no way to read films in this build: there is {string.Join(", ", All.Select(runner => runner.Name))}");

    static partial void AddTo(List<IFfmpegRunner> runners);

    private static List<IFfmpegRunner> Find()
    {
        var runners = new List<IFfmpegRunner> { new ProcessRunner() };
        AddTo(runners);
        return runners;
    }

    /// <summary>A process with pipes.</summary>
    private sealed class ProcessRunner : IFfmpegRunner
    {
        public string Name => "process";

        public IFfmpegRun Start(string ffmpeg, IReadOnlyList<string> arguments, bool writes, bool reads, string? folder) => FfmpegProcess.Start(ffmpeg, arguments, writes, reads, folder);
    }
}
