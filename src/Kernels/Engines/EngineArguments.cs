using Steerlens.Kernels.Occlusion;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>The checks at every engine's door.</summary>
internal static class EngineArguments
{
    public static void RequireLength(int actual, int expected, string what)
    {
        if (actual != expected) throw new ArgumentException($"The {what} has {actual} values; {expected} are needed.", what);
    }

    public static TPass RequirePass<TPass>(ForwardPass pass, IEngine engine)
        where TPass : ForwardPass =>
        pass as TPass ?? throw new ArgumentException($"The pass was not made by the engine '{engine.Name}'.", nameof(pass));

    public static void RequireBank(WindowBank bank, int fill, int outputs, Network network)
    {
        if (bank.Height != network.Input.Height || bank.Width != network.Input.Width)
            throw new ArgumentException($"The bank is for {bank.Height}x{bank.Width} pixels; the network's input is {network.Input}.", nameof(bank));
        RequireLength(fill, network.Input.Length, "fill");
        RequireLength(outputs, bank.Count * network.OutputCount, "outputs");
    }
}
