using Steerlens.Pipeline.Archive;
using Steerlens.Pipeline.Tests.Video;

namespace Steerlens.Pipeline.Tests.Commands;

/// <summary><c>annotate --output-dir</c> on the command line.</summary>
public sealed class ArchiveCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ArchiveCommandTests()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "a.mp4"), "a");
        File.WriteAllText(Path.Combine(_folder.Path, "b.mp4"), "b");
    }

    private string Films => Path.Combine(_folder.Path, "*.mp4");

    private string Output => Path.Combine(_folder.Path, "out");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Annotate_OutputDir_IsAnArchive()
    {
        using var run = new CommandRun();

        var code = await run.RunAsync("annotate", Films, "--output-dir", Output, "--jobs", "3", "--skip-existing", "--join", "--shard", "2/4", "--sidecar", "csv");

        Assert.Equal(ExitCode.SomeInputsFailed, code);
        Assert.Empty(run.Annotated);
        var (sources, archive, _) = run.Archived!.Value;
        Assert.Equal(["a.mp4", "b.mp4"], sources.Select(source => source.Name), StringComparer.Ordinal);
        Assert.Equal((Output, 3, true, true, new Shard(2, 4), ".csv"), (archive.Folder, archive.Jobs, archive.SkipExisting, archive.Join, archive.Shard, archive.Sidecar));
    }

    [Fact]
    public async Task Annotate_WhatDoesNotChangeTheFilms_IsNoSetting()
    {
        var plain = await SettingsAsync();

        Assert.Equal(plain, await SettingsAsync("--jobs", "4", "--threads", "2", "--skip-existing", "--shard", "1/2", "--progress", "none"));
        Assert.Equal(plain, await SettingsAsync("-y"));
        Assert.NotEqual(plain, await SettingsAsync("--map", "gradcam"), StringComparer.Ordinal);
        Assert.NotEqual(plain, await SettingsAsync("--stride", "2"), StringComparer.Ordinal);
        Assert.NotEqual(plain, await SettingsAsync("--no-hud"), StringComparer.Ordinal);
        Assert.NotEqual(plain, await SettingsAsync("--sidecar", "jsonl"), StringComparer.Ordinal);
        Assert.NotEqual(plain, await SettingsAsync("--join"), StringComparer.Ordinal);
        Assert.Equal(await SettingsAsync("--map", "gradcam", "--stride", "2"), await SettingsAsync("--stride", "2", "--map", "gradcam"));
    }

    [Fact]
    public async Task Annotate_SettingFromTheEnvironment_CountsAsOnTheCommandLine()
    {
        using var run = new CommandRun();
        run.Environment["STEERLENS_MAP"] = "gradcam";

        await run.RunAsync("annotate", Films, "--output-dir", Output);

        Assert.Equal(await SettingsAsync("--map", "gradcam"), run.Archived!.Value.Archive.Settings);
    }

    [Fact]
    public async Task Annotate_EnvironmentOfAnEngine_TellsTheShard()
    {
        using var run = new CommandRun();
        run.Environment["SLURM_ARRAY_TASK_ID"] = "7";
        run.Environment["SLURM_ARRAY_TASK_MIN"] = "5";
        run.Environment["SLURM_ARRAY_TASK_COUNT"] = "6";

        await run.RunAsync("annotate", Films, "--output-dir", Output);
        Assert.Equal(new Shard(3, 6), run.Archived!.Value.Archive.Shard);

        await run.RunAsync("annotate", Films, "--output-dir", Output, "--shard", "1/2");
        Assert.Equal(new Shard(1, 2), run.Archived!.Value.Archive.Shard);
    }

    [Theory]
    [InlineData("--jobs belongs to a whole archive", "--jobs", "2")]
    [InlineData("--skip-existing belongs to a whole archive", "--skip-existing")]
    [InlineData("--shard belongs to a whole archive", "--shard", "1/2")]
    [InlineData("--report belongs to a whole archive", "--report")]
    public async Task Annotate_OptionOfAnArchiveAlone_Refused(string expected, params string[] more)
    {
        using var run = new CommandRun();

        Assert.Equal(ExitCode.Usage, await run.RunAsync(["annotate", Films, .. more]));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--output can't be given together", "-o", "film.mp4")]
    [InlineData("--maps can't be given together", "--maps", "maps")]
    [InlineData("say jsonl or csv", "--sidecar", "lines.jsonl")]
    [InlineData("such as 2/8", "--shard", "9/8")]
    [InlineData("give --shard 1/8", "--shards", "8")]
    [InlineData("leave --shards out", "--shards", "4", "--shard", "1/2")]
    [InlineData("give one of them", "--skip-existing", "-y")]
    [InlineData("name a folder", "--output-dir", "-")]
    public async Task Annotate_ArchiveWithWhatItHasNoPlaceFor_Refused(string expected, params string[] more)
    {
        using var run = new CommandRun();

        string[] place = more is ["--output-dir", ..] ? [] : ["--output-dir", Output];
        Assert.Equal(ExitCode.Usage, await run.RunAsync(["annotate", Films, .. place, .. more]));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Null(run.Archived);
    }

    [Theory]
    [InlineData("a.mp4", "is a file")]
    [InlineData("a.mp4/below", "is not a folder")]
    public async Task Annotate_ArchiveIntoAFile_Refused(string name, string expected)
    {
        using var run = new CommandRun();

        Assert.Equal(ExitCode.OutputUnwritable, await run.RunAsync("annotate", Films, "--output-dir", Path.Combine(_folder.Path, name)));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Null(run.Archived);
    }

    private async Task<string> SettingsAsync(params string[] more)
    {
        using var run = new CommandRun();
        await run.RunAsync(["annotate", Films, "--output-dir", Output, .. more]);
        return run.Archived!.Value.Archive.Settings;
    }
}
