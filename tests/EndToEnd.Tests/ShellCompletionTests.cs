using Steerlens.EndToEnd.Tests.Running;

namespace Steerlens.EndToEnd.Tests;

/// <summary>The completion scripts in their shells, which ask the built program for words.</summary>
public sealed class ShellCompletionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ShellCompletionTests()
    {
        File.WriteAllText(_folder["drive.mp4"], "");
        File.WriteAllText(_folder["road map.csv"], "");
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>bash puts words in place of what stands behind the last of its word breaks.</summary>
    [ShellTheory("bash")]
    [InlineData("annotate --tar", "--target")]
    [InlineData("annotate scene:co", "coast-road")]
    [InlineData("annotate dr", "drive.mp4")]
    [InlineData("annotate --map gr", "gradcam")]
    [InlineData("annotate --map=gr", "gradcam")]
    [InlineData("annotate --map:gr", "gradcam")]
    [InlineData("annotate --output=ro", "road map.csv")]
    [InlineData("annotate --map=gr", "--map=gradcam", ":")]
    [InlineData("annotate --output=dr", "--output=drive.mp4", "")]
    [InlineData("an", "annotate")]
    public async Task Bash_LineSoFar_IsCompleted(string line, string expected, string breaks = "=:")
    {
        const string script = """
            source <("$0" completion bash)
            complete -p steerlens
            COMP_WORDBREAKS=$' \t\n'$2
            COMP_WORDS=("$0"); COMP_LINE="$0 $1"; COMP_POINT=${#COMP_LINE}
            _steerlens
            printf '%s\n' "${COMPREPLY[@]}"
            """;

        Assert.Equal(["complete -o filenames -F _steerlens steerlens", expected], await LinesAsync("bash", "-c", script, SteerlensProgram.Path, line, breaks));
    }

    /// <summary>What zsh would do with the words is written down in place of its completion system, which needs a terminal.</summary>
    [ShellTheory("zsh")]
    [InlineData("annotate --tar", "words --target")]
    [InlineData("annotate --map gr", "words gradcam integrated-gradients")]
    [InlineData("annotate --map=vis", "words --map=visualbackprop")]
    [InlineData("annotate --output=ro", "strip [^=]##=; files")]
    [InlineData("annotate scene:co", "words scene:coast-road; files")]
    [InlineData("annotate dr", "files")]
    public async Task Zsh_LineSoFar_IsCompleted(string line, string expected)
    {
        const string script = """
            done=()
            compdef() { [[ $* == '_steerlens steerlens' ]] || exit 9 }
            compadd() { done+=("words ${*[2,-1]}") }
            compset() { done+=("strip $2"); PREFIX=${PREFIX#*=} }
            _files() { done+=(files) }
            source <("$0" completion zsh)
            words=("$0" ${=1}); CURRENT=${#words}; PREFIX=$words[CURRENT]
            _steerlens
            print -r -- ${(j:; :)done}
            """;

        Assert.StartsWith(expected, Assert.Single(await LinesAsync("zsh", "-f", "-c", script, SteerlensProgram.Path, line)), StringComparison.Ordinal);
    }

    [ShellTheory("fish")]
    [InlineData("annotate --tar", "--target")]
    [InlineData("annotate --map grad", "gradcam")]
    [InlineData("annotate --map=vis", "--map=visualbackprop")]
    [InlineData("annotate --output=ro", "--output=road map.csv")]
    [InlineData("annotate scene:co", "scene:coast-road")]
    [InlineData("annotate dri", "drive.mp4")]
    public async Task Fish_LineSoFar_IsCompleted(string line, string expected)
    {
        const string script = """
            set -x PATH (path dirname $argv[1]) $PATH
            steerlens completion fish | source
            complete -C "steerlens $argv[2]"
            """;

        Assert.Contains(expected, await LinesAsync("fish", "--no-config", "-c", script, SteerlensProgram.Path, line), StringComparer.Ordinal);
    }

    private async Task<string[]> LinesAsync(string shell, params string[] arguments)
    {
        using var process = ToolRun.Start(shell, arguments, folder: _folder.Path);
        var run = await ToolRun.EndAsync(process);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>A test of a shell, skipped where that is not installed.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class ShellTheoryAttribute : TheoryAttribute
    {
        public ShellTheoryAttribute(string shell)
        {
            var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
            if (OperatingSystem.IsWindows() || !Array.Exists(folders, folder => File.Exists(Path.Combine(folder, shell)))) Skip = $"{shell} is not installed";
        }
    }
}
