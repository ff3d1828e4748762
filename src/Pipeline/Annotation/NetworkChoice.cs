using Steerlens.Models;
using Steerlens.Pipeline.Commands.Options;

namespace Steerlens.Pipeline.Annotation;

/// <summary>Loads the network that the options name, with their changes to its input contract.</summary>
internal static class NetworkChoice
{
    /// <summary>Loads the network, and notes which parts of its contract nobody stated. A file that does not answer holds no signal up.</summary>
    /// <param name="options">Which one.</param>
    /// <param name="output">Which of its outputs was asked for; null for none in particular.</param>
    /// <param name="notes">Gets what a person should know.</param>
    /// <param name="cancellationToken">Waits no longer.</param>
    /// <exception cref="NetworkFormatException">The file can't be used.</exception>
    /// <exception cref="SteerlensException">The options don't fit the network.</exception>
    public static async Task<Network> LoadAsync(NetworkOptions options, string? output, List<string> notes, CancellationToken cancellationToken)
    {
        var own = new List<string>();
        var network = await Task.Run(() => Load(options, own), cancellationToken).WaitAsync(cancellationToken);
        notes.AddRange(own);
        if (output is null && network.OutputCount > 1) notes.Add(OutputNote(options, network));
        return network;
    }

    private static string OutputNote(NetworkOptions options, Network network)
    {
        var name = network.Contract.Outputs is [var first, ..] ? $" ('{first}')" : "";
        if (network.Contract.OutputGrid is { } grid)
            return FormattableString.Invariant($"'{options.File ?? network.Name}' puts out a grid of {grid.Rows}x{grid.Columns}; the map explains number 0{name} of it: --network-output takes another (NAME, N, W,W,.. or all)");
        return FormattableString.Invariant(
            $"'{options.File ?? network.Name}' puts out {network.OutputCount} values; number 0{name} is taken as the angle: --network-output takes another (NAME, N, W,W,.. or all)");
    }

    private static Network Load(NetworkOptions options, List<string> notes)
    {
        var network = options.File is { } file ? Named(file) : DefaultNetwork.Load();
        var assumed = options.StillAssumed(network.Contract);
        try
        {
            network = network.With(options.Override(network.Contract));
        }
        catch (NetworkFormatException exception)
        {
            throw new SteerlensException(ExitCode.Usage, exception.Message, exception);
        }

        if (network.Contract.OutputGrid is { } grid && (long)grid.Rows * grid.Columns != network.OutputCount)
        {
            throw new SteerlensException(
                options.OutputGrid is null ? ExitCode.InputUnreadable : ExitCode.Usage,
                FormattableString.Invariant($"the output grid {grid.Rows}x{grid.Columns} has {(long)grid.Rows * grid.Columns} cells, and '{options.File ?? network.Name}' puts out {network.OutputCount} {(network.OutputCount == 1 ? "value" : "values")}: give --output-grid with rows x columns that make as many"));
        }

        if (assumed.Count > 0)
        {
            var taken = InputContractText.PairsOf(network.Contract).Where(pair => assumed.Contains(pair.Key, StringComparer.Ordinal)).Select(pair => $"{pair.Key} {pair.Value}");
            notes.Add($"'{options.File}' does not state its whole input contract; assumed: {string.Join(", ", taken)}");
        }

        return network;
    }

    /// <summary>A network that is shipped, an ONNX file, or the untrained twin of one of them.</summary>
    private static Network Named(string name)
    {
        if (name.Length == 0) throw new SteerlensException(ExitCode.Usage, $"the network's name is empty: name a file, or one of {string.Join(", ", ShippedNetworks.Names)}");
        if (File.Exists(name)) return OnnxReader.Read(name);
        if (name.StartsWith(UntrainedTwin.Prefix, StringComparison.Ordinal)) return UntrainedTwin.Of(Named(TrainedName(name)));
        if (!ShippedNetworks.Names.Contains(name, StringComparer.Ordinal) && !Path.Exists(name) && Path.GetExtension(name).Length == 0)
        {
            throw new SteerlensException(
                ExitCode.InputUnreadable,
                $"there is no network '{name}': give an ONNX file, one that is shipped ({string.Join(", ", ShippedNetworks.Names)}), or {UntrainedTwin.Prefix}NAME");
        }

        return ShippedNetworks.Names.Contains(name, StringComparer.Ordinal) ? ShippedNetworks.Load(name) : OnnxReader.Read(name);
    }

    /// <summary>The network whose untrained twin a name means.</summary>
    private static string TrainedName(string name)
    {
        var trained = name[UntrainedTwin.Prefix.Length..];
        if (trained.Length == 0) throw new SteerlensException(ExitCode.Usage, $"'{name}' names no network: write the name behind it, as in {UntrainedTwin.Prefix}{DefaultNetwork.Name}");
        return trained.StartsWith(UntrainedTwin.Prefix, StringComparison.Ordinal) && !File.Exists(trained)
            ? throw new SteerlensException(ExitCode.Usage, $"'{name}' is untrained twice: write '{trained}'")
            : trained;
    }

    /// <summary>Refuses a network whose outputs are a grid where everything is about an angle.</summary>
    /// <param name="network">The network.</param>
    /// <param name="command">What needs an angle.</param>
    /// <exception cref="SteerlensException">The outputs are a grid.</exception>
    public static void RequireAngle(Network network, string command)
    {
        if (network.Contract.OutputGrid is { } grid)
            throw new SteerlensException(ExitCode.Usage, FormattableString.Invariant($"{command} needs an angle, and the outputs of '{network.Name}' are a grid of {grid.Rows}x{grid.Columns}: explain and annotate draw grids"));
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
