using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Steerlens.Pipeline.Commands.Completion;

/// <summary>
/// Answers a shell's <c>[suggest:POSITION] "line so far"</c> with the words that can stand at the position, one a line. Each is a whole word:
/// <c>--map=g</c> is answered with <c>--map=gradcam</c>.
/// </summary>
/// <param name="directive">The directive that asks.</param>
internal sealed class CommandLineSuggestions(SuggestDirective directive) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var line = parseResult.Tokens.LastOrDefault(token => token.Type != TokenType.Directive)?.Value ?? "";
        var position = parseResult.GetResult(directive)?.Values is [var text, ..] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given)
            ? Math.Min(given, line.Length)
            : line.Length;
        var root = parseResult.RootCommandResult.Command;
        var start = line.AsSpan(0, position).LastIndexOf(' ') + 1;
        var word = line.AsSpan(start, position - start);
        var sign = word.StartsWith('-') && word.IndexOfAny('=', ':') is var offset and > 0 ? start + offset : -1;
        var before = "";
        if (sign > 0)
        {
            if (!TakesValue(root.Parse(line[..start], parseResult.Configuration).CommandResult.Command, line[start..sign])) return 0;

            // What can follow the sign is what could follow a space there.
            before = line[start..(sign + 1)];
            line = $"{line[..sign]} {line[(sign + 1)..]}";
        }

        foreach (var item in root.Parse(line, parseResult.Configuration).GetCompletions(position))
            parseResult.InvocationConfiguration.Output.WriteLine(before + (item.InsertText ?? item.Label));
        return 0;
    }

    private static bool TakesValue(Command command, string name) =>
        command.Options.Any(option => option.Arity.MinimumNumberOfValues > 0 && option.Aliases.Append(option.Name).Contains(name, StringComparer.Ordinal));
}
