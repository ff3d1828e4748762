using Steerlens.Pipeline.Commands;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline;

internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        var console = CommandConsole.OfProcess();
        using var interruption = Interruption.OfProcess(console);
        var context = new CommandContext(new CommandActions(), console, interruption, Environment.GetEnvironmentVariable, () => Environment.GetEnvironmentVariables().Keys.Cast<string>());
        return (int)await CommandLine.RunAsync(arguments, context);
    }
}
