namespace Steerlens.Pipeline.Tests.Commands;

public sealed class ManualTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Manual_EveryCommandAndOption_StandsInIt()
    {
        Assert.Equal(ExitCode.Success, await _run.RunAsync("manual"));
        var page = _run.Output.Replace("\\-", "-", StringComparison.Ordinal);
        using var help = new CommandRun();
        await help.RunAsync("--help");
        var commands = FirstWords(help.Output, "Commands:").ToList();

        Assert.True(commands.Count >= 16);
        foreach (var command in commands)
        {
            using var one = new CommandRun();
            await one.RunAsync(command, "--help");
            var start = page.IndexOf($".SS steerlens {command}\n", StringComparison.Ordinal);
            Assert.True(start >= 0, command);
            var end = page.IndexOf("\n.SS", start + 1, StringComparison.Ordinal);
            var section = page[start..(end < 0 ? page.Length : end)];
            var options = FirstWords(one.Output, "Options:").Where(word => word.StartsWith("--", StringComparison.Ordinal)).Except(["--help", "--verbose"], StringComparer.Ordinal);
            Assert.All(options, option => Assert.Contains(option, section, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Manual_EveryLine_IsARequestOrText()
    {
        await _run.RunAsync("manual");

        string[] requests = [".TH", ".SH", ".SS", ".TP", ".PP", ".B", ".BR", ".br", ".nf", ".fi", ".nh", ".ad", ".RS", ".RE"];
        foreach (var line in _run.Output.Split('\n'))
        {
            if (line.StartsWith('.')) Assert.Contains(line.Split(' ')[0], requests, StringComparer.Ordinal);
            Assert.False(line.StartsWith('\''), line);
            Assert.DoesNotContain('\t', line);
        }
    }

    /// <summary>The names at the beginning of a help section's lines; long ones where there is a short one, too.</summary>
    private static IEnumerable<string> FirstWords(string help, string section) =>
        help.Split('\n').SkipWhile(line => !line.StartsWith(section, StringComparison.Ordinal)).Skip(1).TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal))
            .Where(line => char.IsAsciiLetterLower(line[2]) || line[2] == '-').Select(line => line.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
            .Select(words => words.Length > 1 && words[1].StartsWith("--", StringComparison.Ordinal) ? words[1] : words[0]);
}
