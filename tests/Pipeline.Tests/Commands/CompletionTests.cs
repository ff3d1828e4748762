using Steerlens.Pipeline.Commands.Completion;

namespace Steerlens.Pipeline.Tests.Commands;

public sealed class CompletionTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("annotate --map ", "gradcam", "occlusion")]
    [InlineData("annotate --target ", "hold", "left", "signed")]
    [InlineData("annotate --layout side", "side-by-side")]
    [InlineData("annotate --network gap", "gap-pilotnet")]
    [InlineData("annotate --device ", "auto", "cpu", "cuda")]
    [InlineData("annotate scene:", "scene:coast-road", "scene:highway")]
    [InlineData("completion ", "bash", "fish", "powershell", "zsh")]
    [InlineData("ev", "evaluate")]
    [InlineData("annotate --map=gr", "--map=gradcam")]
    [InlineData("annotate --map:gr", "--map:gradcam")]
    [InlineData("annotate drive.mp4 --device=", "--device=auto", "--device=cpu", "--device=cuda")]
    public async Task Suggest_LineSoFar_OffersItsWords(string line, params string[] expected)
    {
        Assert.Equal(ExitCode.Success, await _run.RunAsync($"[suggest:{line.Length}]", line));

        var words = _run.Output.Split('\n', StringSplitOptions.TrimEntries);
        Assert.All(expected, word => Assert.Contains(word, words, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("annotate --overwrite=")]
    [InlineData("annotate --output=")]
    [InlineData("annotate --mop=gr")]
    [InlineData("annotate clip=scene:")]
    public async Task Suggest_SignWithoutWordsBehindIt_OffersNothing(string line)
    {
        Assert.Equal(ExitCode.Success, await _run.RunAsync($"[suggest:{line.Length}]", line));

        Assert.Equal(("", ""), (_run.Output.Trim(), _run.Error));
    }

    [Fact]
    public async Task Suggest_PositionInsideTheLine_LooksAtWhatIsBeforeIt()
    {
        Assert.Equal(ExitCode.Success, await _run.RunAsync("[suggest:17]", "annotate --map=gr --layout focus"));

        Assert.Contains("--map=gradcam", _run.Output.Split('\n', StringSplitOptions.TrimEntries), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Completion_EachShell_WritesItsScript()
    {
        foreach (var shell in CompletionScripts.Shells)
        {
            using var run = new CommandRun();
            Assert.Equal((ExitCode.Success, ""), (await run.RunAsync("completion", shell), run.Error));
            Assert.Contains("[suggest:", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Completion_UnknownShell_NamesTheKnown()
    {
        Assert.Equal(ExitCode.Usage, await _run.RunAsync("completion", "tcsh"));
        Assert.EndsWith("there is no completion for 'tcsh': name one of bash, zsh, fish, powershell", Assert.Single(_run.ErrorLines), StringComparison.Ordinal);
    }
}
