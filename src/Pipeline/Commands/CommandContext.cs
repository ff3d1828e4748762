using System.CommandLine;
using Steerlens.Pipeline.Commands.Parsing;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Commands;

/// <summary>What every command is given.</summary>
/// <param name="Actions">What the commands do.</param>
/// <param name="Console">Where they speak.</param>
/// <param name="Interruption">How they are stopped.</param>
/// <param name="Environment">Looks an environment variable up; null where it is not set.</param>
/// <param name="Variables">The names of all environment variables.</param>
internal sealed record CommandContext(
    ICommandActions Actions,
    CommandConsole Console,
    Interruption Interruption,
    Func<string, string?> Environment,
    Func<IEnumerable<string>> Variables)
{
    /// <summary>A reader of the options in <paramref name="result"/>.</summary>
    public OptionReader Reader(ParseResult result) => new(result, Environment);
}
