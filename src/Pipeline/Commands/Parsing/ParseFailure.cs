using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Steerlens.Pipeline.Commands.Parsing;

/// <summary>Says in one line what is wrong with a command line.</summary>
internal static class ParseFailure
{
    /// <summary>The line, or null where nothing is wrong.</summary>
    public static string? Of(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var isRoot = command is RootCommand;
        if (result.Action is { } action and not ParseErrorAction && action.ClearsParseErrors)
        {
            // Help of a command that there is not is no help.
            return isRoot && action is HelpWithExamples && result.Tokens.FirstOrDefault(token => token.Type == TokenType.Argument) is { } misspelt ? UnknownCommand(misspelt.Value, command) : null;
        }

        var advice = isRoot ? "see steerlens --help" : $"see steerlens {command.Name} --help";

        // An argument that takes any number of values also takes misspelt options; they must not pass as names of films.
        if (FindUnknownOption(result) is { } unknown)
            return $"unknown option '{unknown}'{Suggestion(unknown, OptionsOf(result))}; {advice}";
        if (isRoot && result.Errors.Count > 0)
        {
            return result.UnmatchedTokens is [var word, ..]
                ? UnknownCommand(word, command)
                : $"no command given; {advice}";
        }

        return result.Errors is [var error, ..] ? $"{Misfit(error, command) ?? Unexpected(result, command) ?? Plain(error.Message)}; {advice}" : null;
    }

    private static string UnknownCommand(string word, Command root) =>
        $"unknown command '{word}'{Suggestion(word, root.Subcommands.Select(sub => sub.Name))}; see steerlens --help";

    private static string? FindUnknownOption(ParseResult result)
    {
        Token? before = null;
        foreach (var token in result.Tokens)
        {
            if (token.Type == TokenType.DoubleDash) return null;
            var isValue = before is { Type: TokenType.Option } && !IsFlag(result, before.Value);
            if (token.Type == TokenType.Argument && token.Value.Length > 1 && token.Value[0] == '-' && !isValue) return token.Value;
            before = token;
        }

        return null;
    }

    private static bool IsFlag(ParseResult result, string name) =>
        AllOptions(result).FirstOrDefault(option => option.Aliases.Append(option.Name).Contains(name, StringComparer.Ordinal)) is { Arity.MinimumNumberOfValues: 0 };

    private static IEnumerable<Option> AllOptions(ParseResult result) =>
        result.CommandResult.Command.Options.Concat(result.RootCommandResult.Command.Options.Where(option => option.Recursive));

    private static IEnumerable<string> OptionsOf(ParseResult result) => AllOptions(result).Select(option => option.Name);

    /// <summary>The nearest known word in brackets, or nothing.</summary>
    internal static string Suggestion(string word, IEnumerable<string> known)
    {
        var nearest = known.Select(name => (Name: name, Distance: Distance(word, name))).MinBy(candidate => candidate.Distance);
        return nearest.Name is not null && nearest.Distance <= Math.Max(1, word.Length / 3) ? $" (did you mean {nearest.Name}?)" : "";
    }

    /// <summary>The number of letters to insert, delete or exchange to get from one word to the other.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var exchanged = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(exchanged, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }

    /// <summary>What has to be there and is not, or is there too often; null where something else is wrong.</summary>
    private static string? Misfit(ParseError error, Command command) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0, Option: { Arity.MinimumNumberOfValues: > 0 } option } given => given.Implicit
            ? $"{command.Name} needs {option.Name} {option.HelpName}"
            : $"{option.Name} needs a value: {option.HelpName}",
        OptionResult { Tokens.Count: > 1, Option: { Arity.MaximumNumberOfValues: 1 } option } => $"{option.Name} is given more than once: give it once{(option.HelpName?.Contains(',', StringComparison.Ordinal) == true ? ", with commas between its values" : "")}",
        ArgumentResult { Tokens.Count: 0 } argument => $"{command.Name} needs a {argument.Argument.Name}",
        _ => null,
    };

    /// <summary>A word for which the command has no place; null where something else is wrong.</summary>
    private static string? Unexpected(ParseResult result, Command command) => result.UnmatchedTokens is [var word, ..]
        ? command.Arguments is [var argument] ? $"'{word}' is one too many: {command.Name} takes one {argument.Name}" : $"'{word}' is one too many: {command.Name} takes options alone"
        : null;

    private static string Plain(string message)
    {
        // The parser speaks of a response file, which is our @FILE.
        const string missing = "Response file not found ";
        return message.StartsWith(missing, StringComparison.Ordinal)
            ? $"'@{message[missing.Length..].TrimEnd('.').Trim('\'')}' can't be read: there is no such file"
            : message.TrimEnd('.').ReplaceLineEndings(" ");
    }
}
