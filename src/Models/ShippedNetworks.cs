namespace Steerlens.Models;

/// <summary>The networks that come with the program; the model card beside each file says what it can and can't do.</summary>
public static class ShippedNetworks
{
    /// <summary>The default network trained four times more, from other random weights: how far they differ says how sure the angle is.</summary>
    public static IReadOnlyList<string> SeedNames { get; } = ["pilotnet-seed21", "pilotnet-seed22", "pilotnet-seed23", "pilotnet-seed24"];

    /// <summary>Their names, the default one first: <c>pilotnet</c>, <c>gap-pilotnet</c>, which class activation maps need, and <see cref="SeedNames"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = [DefaultNetwork.Name, "gap-pilotnet", .. SeedNames];

    /// <summary>Reads a network out of the program.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="NetworkFormatException">The program was built without it.</exception>
    public static Network Load(string name)
    {
        var file = name + ".onnx";
        using var stream = typeof(ShippedNetworks).Assembly.GetManifestResourceStream(file)
            ?? throw new NetworkFormatException($"this program was built without its network '{name}': name a file with --network, or build from a checkout that has src/Models/default/{file}");
        return OnnxReader.Read(stream, file);
    }

    /// <summary>What is known of a shipped network's training frames.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <returns>Null where nothing is: of all but the default one.</returns>
    public static TrainingStatistics? StatisticsOf(string name)
    {
        var file = name + ".familiarity";
        using var stream = typeof(ShippedNetworks).Assembly.GetManifestResourceStream(file);
        return stream is null ? null : TrainingStatistics.Read(stream, file);
    }
}
