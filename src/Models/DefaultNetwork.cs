namespace Steerlens.Models;

/// <summary>The network that comes with the program; the model card beside its file says what it can and can't do.</summary>
public static class DefaultNetwork
{
    /// <summary>The name that stands for it on a command line.</summary>
    public const string Name = "pilotnet";

    private const string Resource = "pilotnet.onnx";

    /// <summary>Reads the network out of the program.</summary>
    /// <exception cref="NetworkFormatException">The program was built without it.</exception>
    public static Network Load()
    {
        using var stream = typeof(DefaultNetwork).Assembly.GetManifestResourceStream(Resource)
            ?? throw new NetworkFormatException("This program was built without its default network: name one with --network, or build from a checkout that has src/Models/default/pilotnet.onnx.");
        return OnnxReader.Read(stream, Resource);
    }
}
