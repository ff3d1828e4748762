using System.CommandLine;

namespace Steerlens.Pipeline.Commands.Parsing;

/// <summary>
/// Reads options after parsing: what the command line says, else what the option's environment variable says
/// (<c>STEERLENS_</c> and the option's name: <c>STEERLENS_WINDOW_STRIDE</c>), else a default.
/// </summary>
/// <param name="result">A result without errors.</param>
/// <param name="environment">Looks an environment variable up; null where it is not set.</param>
internal sealed class OptionReader(ParseResult result, Func<string, string?> environment)
{
    /// <summary>The name of the environment variable that stands in for an option.</summary>
    public static string VariableOf(Option option) => "STEERLENS_" + option.Name.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    /// <summary>Whether the command line itself has the option.</summary>
    public bool IsGiven(Option option) => result.GetResult(option) is { Implicit: false };

    /// <summary>The value, or <paramref name="absent"/>.</summary>
    /// <exception cref="SteerlensException">The environment variable holds no such value.</exception>
    public T Read<T>(ParsedOption<T> option, T absent)
    {
        if (IsGiven(option)) return result.GetValue(option)!;
        return TryEnvironment(option, out var value) ? value : absent;
    }

    /// <summary>The value, or null.</summary>
    /// <exception cref="SteerlensException">The environment variable holds no such value.</exception>
    public T? ReadOrNull<T>(ParsedOption<T> option)
        where T : struct
    {
        if (IsGiven(option)) return result.GetValue(option);
        return TryEnvironment(option, out var value) ? value : null;
    }

    /// <summary>Whether a flag is set; in the environment 1, true and yes set it, and 0, false and no do not.</summary>
    /// <exception cref="SteerlensException">The environment variable holds something else.</exception>
    public bool Read(Option<bool> flag)
    {
        if (IsGiven(flag)) return result.GetValue(flag);
        var variable = VariableOf(flag);
        return environment(variable)?.ToLowerInvariant() switch
        {
            null or "" or "0" or "false" or "no" => false,
            "1" or "true" or "yes" => true,
            var text => throw new SteerlensException(ExitCode.Usage, $"environment variable {variable}: '{text}' is not 1 or 0"),
        };
    }

    /// <summary>What the command line, else the environment, says of an option, word for word; null where neither says anything.</summary>
    public string? TextOf(Option option)
    {
        if (IsGiven(option)) return result.GetResult(option)!.Tokens is { Count: > 0 } tokens ? string.Join(' ', tokens.Select(token => token.Value)) : "1";
        return environment(VariableOf(option)) is { Length: > 0 } text ? text : null;
    }

    private bool TryEnvironment<T>(ParsedOption<T> option, out T value)
    {
        value = default!;
        var variable = VariableOf(option);
        if (environment(variable) is not { Length: > 0 } text) return false;
        try
        {
            value = option.Parse(text);
            return true;
        }
        catch (FormatException exception)
        {
            throw new SteerlensException(ExitCode.Usage, $"environment variable {variable}: {exception.Message}", exception);
        }
    }
}
