namespace Steerlens.Models;

/// <summary>The network that is used where none is named.</summary>
public static class DefaultNetwork
{
    /// <summary>The name that stands for it on a command line.</summary>
    public const string Name = "pilotnet";

    /// <summary>Reads the network out of the program.</summary>
    /// <exception cref="NetworkFormatException">The program was built without it.</exception>
    public static Network Load() => ShippedNetworks.Load(Name);
}
