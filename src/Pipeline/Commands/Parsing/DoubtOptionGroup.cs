using System.CommandLine;
using Steerlens.Pipeline.Commands.Options;

namespace Steerlens.Pipeline.Commands.Parsing;

/// <summary>The options that say how sure an angle is.</summary>
internal sealed class DoubtOptionGroup
{
    private readonly ParsedOption<Switch> _spread = new(
        "--spread", "on|off", "Show how far other trainings of the network differ, and frames that are unlike its training frames (default: on for the default network)",
        OptionValues.Choice(("on", Switch.On), ("off", Switch.Off)));

    private readonly ParsedOption<IReadOnlyList<string>> _ensemble = new(
        "--ensemble", "FILE,FILE", "Other trainings of your own network, for the spread of their angles", OptionValues.Words);

    // An option of type bool takes no word but true and false.
    private enum Switch
    {
        On,
        Off,
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _spread, _ensemble }) command.Options.Add(option);
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="SteerlensException">The options contradict each other.</exception>
    public DoubtOptions Read(OptionReader reader)
    {
        var options = new DoubtOptions { Spread = reader.ReadOrNull(_spread) is { } spread ? spread == Switch.On : null, Ensemble = reader.Read(_ensemble, []) };
        return options is { Spread: false, Ensemble.Count: > 0 } && reader.IsGiven(_ensemble)
            ? throw new SteerlensException(ExitCode.Usage, "--ensemble names networks whose spread --spread off leaves out: give one of them")
            : options;
    }
}
