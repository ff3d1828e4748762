using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Steerlens.EndToEnd.Tests.Running;

namespace Steerlens.EndToEnd.Tests.Archive;

/// <summary>What lies in <c>deploy/</c> says what the program understands, and what the engines do.</summary>
public sealed partial class DeployTests
{
    /// <summary>Kubernetes' published OpenAPI document, <c>swagger.json</c> of a release, where somebody has it.</summary>
    private const string Variable = "KUBERNETES_OPENAPI";

    /// <summary>The folder.</summary>
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "deploy"));

    private static string Manifest => Path.Combine(Folder, "kubernetes", "annotate-job.yaml");

    [Fact]
    public async Task Manifest_NumberOfPods_IsTheSameInItsThreePlaces()
    {
        var text = await File.ReadAllTextAsync(Manifest);

        Assert.Contains("kind: Job\n", text, StringComparison.Ordinal);
        Assert.Contains("completionMode: Indexed\n", text, StringComparison.Ordinal);
        Assert.Contains("restartPolicy: Never\n", text, StringComparison.Ordinal);
        var completions = Number(text, "completions: ");
        Assert.Equal(completions, Number(text, "parallelism: "));
        Assert.Equal(completions, Number(text, "- name: JOB_COMPLETIONS\n              value: \""));
    }

    [Fact]
    public async Task Manifest_ItsArguments_AreUnderstood()
    {
        var text = await File.ReadAllTextAsync(Manifest);
        var arguments = ArgumentLine().Matches(text[text.IndexOf("args:", StringComparison.Ordinal)..text.IndexOf("env:", StringComparison.Ordinal)]).Select(match => match.Groups["word"].Value).ToList();
        Assert.Equal("annotate", arguments[0]);
        using var folder = new TemporaryFolder();
        arguments = [.. arguments.Select(word => word.StartsWith('/') ? folder.Path + word : word)];

        var run = await SteerlensProgram.RunInAsync(folder.Path, new Dictionary<string, string>(StringComparer.Ordinal) { ["JOB_COMPLETION_INDEX"] = "3", ["JOB_COMPLETIONS"] = "8" }, [.. arguments]);

        // There is no film here; what must not happen is an option that does not exist.
        Assert.True(run.ExitCode == 4, run.Error);
    }

    [Fact]
    public async Task Script_TooFewWords_SaysHow()
    {
        var run = await ToolRun.OfAsync("bash", [Path.Combine(Folder, "slurm", "annotate.sbatch"), "films"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("usage: sbatch", run.Error, StringComparison.Ordinal);
    }

    [SchemaFact]
    public async Task Manifest_PublishedSchema_HoldsWithoutAFault()
    {
        var run = await ToolRun.OfAsync("/usr/bin/python3", [Path.Combine(Folder, "..", "tests", "oracles", "openapi_check.py"), Environment.GetEnvironmentVariable(Variable)!, Manifest]);

        Assert.True(run.ExitCode == 0, run.Text + run.Error);
    }

    private static string Number(string text, string before)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal);
        Assert.True(start >= 0, before);
        return new string([.. text[(start + before.Length)..].TakeWhile(char.IsAsciiDigit)]);
    }

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;

    [GeneratedRegex("^ +- (?<word>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ArgumentLine();

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class SchemaFactAttribute : FactAttribute
    {
        public SchemaFactAttribute()
        {
            if (!File.Exists(Environment.GetEnvironmentVariable(Variable))) Skip = $"Kubernetes' OpenAPI document is not here: name its swagger.json in {Variable}";
        }
    }
}
