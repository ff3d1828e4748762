using System.CommandLine;
using System.CommandLine.Completions;

namespace Steerlens.Pipeline.Commands.Parsing;

/// <summary>An option whose value is read by one function, whether it comes from the command line or from the environment.</summary>
internal sealed class ParsedOption<T> : Option<T>
{
    /// <summary>Makes the option.</summary>
    /// <param name="name">The name with its dashes.</param>
    /// <param name="placeholder">What help shows for the value.</param>
    /// <param name="description">What help says.</param>
    /// <param name="parse">Reads the value; throws <see cref="FormatException"/> with what was expected.</param>
    /// <param name="aliases">Shorter names.</param>
    public ParsedOption(string name, string placeholder, string description, Func<string, T> parse, params string[] aliases)
        : base(name, aliases)
    {
        Parse = parse;
        HelpName = placeholder;
        Description = description;
        Arity = ArgumentArity.ExactlyOne;
        Words = WordsOf(placeholder);
        CompletionSources.Add(_ => Words.Select(word => new CompletionItem(word)));
        CustomParser = argument =>
        {
            try
            {
                return parse(argument.Tokens[0].Value);
            }
            catch (FormatException exception)
            {
                argument.AddError($"{name}: {exception.Message}");
                return default;
            }
        };
    }

    /// <summary>Reads a value; throws <see cref="FormatException"/> with what was expected.</summary>
    public Func<string, T> Parse { get; }

    /// <summary>Values that a shell offers; those of a placeholder that is a choice of words, unless others are given.</summary>
    public IReadOnlyList<string> Words { get; init; }

    /// <summary>Of <c>left|right</c> both words; of a placeholder that stands for anything else none.</summary>
    private static string[] WordsOf(string placeholder)
    {
        var words = placeholder.Split('|');
        return words.Length > 1 && Array.TrueForAll(words, word => word.All(letter => char.IsAsciiLetterLower(letter) || letter == '-')) ? words : [];
    }
}
