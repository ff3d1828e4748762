using System.Text.RegularExpressions;
using Steerlens.Tests;
using Xunit.Abstractions;

namespace Steerlens.Pipeline.Tests.Commands;

/// <summary>Every command that the documents show is one that the program understands.</summary>
public sealed partial class DocumentedCommandsTests(ITestOutputHelper output)
{
    public static TheoryData<string> Documents =>
    [
        "README.md", "bench/README.md", "docs/archive.md", "docs/compare.md", "docs/drives.md", "docs/export.md", "docs/how-sure.md", "docs/inspect.md", "docs/live-doors.md", "docs/networks.md", "docs/study.md", "docs/verify.md",
        "src/Models/training/README.md", "videos/README.md",
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Document_EachCommand_IsUnderstood(string document)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(RealFrames.Root, document));
        var commands = CommandPattern().Matches(text).Select(match => match.Groups["arguments"].Value).Distinct(StringComparer.Ordinal).ToArray();
        Assert.NotEmpty(commands);
        foreach (var command in commands)
        {
            using var run = new CommandRun();

            var code = await run.RunAsync(Words(command));

            // The films and networks that the examples name are not here; what must not happen is an option that does not exist.
            output.WriteLine($"{code}: {command}");
            Assert.True(code != ExitCode.Usage, $"{document}: {command}: {run.Error}");
        }
    }

    private static string[] Words(string command)
    {
        var line = CommentPattern().Replace(command, "");
        return [.. WordPattern().Matches(line).Select(match => match.Value.Trim('\''))];
    }

    [GeneratedRegex(@"(?:^|`)(?:\./)?steerlens (?<arguments>(?:doctor|bench|inspect|(?:annotate|compare|evaluate|explain|export|live|mask|probe|render|study|verify) [^`\r\n])[^`\r\n]*)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CommandPattern();

    [GeneratedRegex(@"\s+(?:#|\||>).*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CommentPattern();

    [GeneratedRegex(@"'[^']*'|\S+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WordPattern();
}
