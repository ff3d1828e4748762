using System.CommandLine;

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
}
