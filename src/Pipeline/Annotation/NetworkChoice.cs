using Steerlens.Models;
using Steerlens.Pipeline.Commands.Options;

namespace Steerlens.Pipeline.Annotation;

/// <summary>Loads the network that the options name, with their changes to its input contract.</summary>
internal static class NetworkChoice
{
    /// <summary>Loads the network, and notes which parts of its contract nobody stated.</summary>
    /// <exception cref="NetworkFormatException">The file can't be used.</exception>
    /// <exception cref="SteerlensException">The options don't fit the network.</exception>
    public static Network Load(NetworkOptions options, List<string> notes)
    {
        var network = options.File is { } file ? OnnxReader.Read(file) : DefaultNetwork.Load();
        var assumed = options.StillAssumed(network.Contract);
        try
        {
            network = network.With(options.Override(network.Contract));
        }
        catch (NetworkFormatException exception)
        {
            throw new SteerlensException(ExitCode.Usage, exception.Message, exception);
        }

        if (assumed.Count > 0)
            notes.Add($"'{options.File}' does not state {string.Join(", ", assumed)} of its input contract; assumed: {InputContractText.Of(network.Contract)}");
        return network;
    }

    /// <summary>A caution that belongs on every picture of this source: that the network was trained on it.</summary>
    public static string CautionFor(Network network, string source)
    {
        if (source is "-" || source.Contains("://", StringComparison.Ordinal) || !Path.Exists(source)) return "";
        var path = Path.GetFullPath(source);
        var isTrainedOn = network.Contract.TrainedOn
            .Split([';', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Any(name => path.Split(Path.DirectorySeparatorChar).Contains(name, StringComparer.OrdinalIgnoreCase));
        return isTrainedOn ? "training frames" : "";
    }
}
