using System.Text;
using Steerlens.Pipeline.Tests.Commands;
using Xunit.Abstractions;

namespace Steerlens.Pipeline.Tests.Fuzzing;

/// <summary>Whatever is typed, the command line does it, or says in a line what is wrong with it and exits with a code that it promises.</summary>
[Collection(nameof(FuzzRun))]
public sealed class CommandFuzzTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string[] Values =
    [
        "0", "1", "-1", "0.5", "nan", "1e999", "1:30", "99:99:99", "-", "--", "", " ", "a,b", "1,2,3", "0,0,1,1", "15,50", "left", "right", "signed", "gradcam", "occlusion*gradcam", "gradcam*", "*",
        "blend", "overlay", "mean", "blur", "auto", "cpu", "cuda:x", "pilotnet", "untrained:untrained:pilotnet", "scene:coast-road", "scene:coast-road?seed=x", "scene:", "scene:nowhere?size=0x0",
        "nothing.mp4", "é.mp4", "a\nb", "%s", "'", "\"", "radians", "full-scale:0", "30000/1001", "1/0", "5x65", "x", "10,20,40", "conv3", "conv3:pre", "all", "@nothing", "@", "[suggest:3]", "[debug]", "libx264", "ultrafast", "json",
    ];

    private readonly FileTree _files = new("drive.mp4", "road.png", "labels.csv");

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task CommandLines_Mixed_AreDoneOrRefused()
    {
        var (commands, options) = await VocabularyAsync();
        Assert.True(commands.Count > 14 && options.Count > 60);
        await new FuzzRun("commands", output).RunAsync(
            1_000, 50_000,
            random => Encoding.UTF8.GetBytes(string.Join('\u0001', Line(random))),
            async bytes =>
            {
                using var run = new CommandRun();
                var line = Encoding.UTF8.GetString(bytes).Split('\u0001');
                var code = await run.RunAsync(line);

                // Each input has its line, --verbose tells everything, and what doctor and archives answer is theirs.
                var most = Array.Exists(line, word => word.StartsWith("--verbose", StringComparison.Ordinal)) ? int.MaxValue : line.Length + 3;
                var least = Array.Exists(line, word => word is "doctor" || word.StartsWith("--output-dir", StringComparison.Ordinal)) ? 0 : 1;
                if (code is not (ExitCode.Success or ExitCode.Usage or ExitCode.SomeInputsFailed or ExitCode.InputUnreadable or ExitCode.OutputUnwritable or ExitCode.BackEndUnavailable))
                    throw new InvalidOperationException($"exit code {code}: {run.Error}");
                if (code != ExitCode.Success && (run.ErrorLines.Length < least || run.ErrorLines.Length > most)) throw new InvalidOperationException($"{run.ErrorLines.Length} lines: {run.Error}");
                return code == ExitCode.Success;
            });

        IEnumerable<string> Line(Random random)
        {
            if (random.Next(20) > 0) yield return commands[random.Next(commands.Count)];
            for (var count = random.Next(7); count > 0; count--)
            {
                yield return random.Next(3) switch
                {
                    0 => options[random.Next(options.Count)],
                    1 => Values[random.Next(Values.Length)],
                    _ => random.Next(3) switch { 0 => _files["drive.mp4"], 1 => _files["road.png"], _ => _files[$"out{random.Next(9)}.mp4"] },
                };
                if (random.Next(15) == 0) yield return options[random.Next(options.Count)] + "=" + Values[random.Next(Values.Length)];
            }
        }
    }

    /// <summary>All commands and options, as the help lists them.</summary>
    private static async Task<(List<string> Commands, List<string> Options)> VocabularyAsync()
    {
        using var root = new CommandRun();
        await root.RunAsync("[suggest:0]", "");
        var commands = root.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(word => char.IsAsciiLetter(word[0])).ToList();
        var options = new List<string> { "-o", "-y", "-h", "--help", "--version", "--verbose", "--nonsense", "-x" };
        foreach (var command in commands)
        {
            using var run = new CommandRun();
            var line = command + " --";
            await run.RunAsync($"[suggest:{line.Length}]", line);
            options.AddRange(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(word => word.StartsWith("--", StringComparison.Ordinal)));
        }

        return (commands, [.. options.Distinct(StringComparer.Ordinal)]);
    }
}
