namespace Steerlens.Pipeline;

internal static class Program
{
    private static int Main() => (int)ExitCode.Success;
}
