using System.CommandLine;
using Steerlens.Models;
using Steerlens.Pipeline.Commands.Options;

namespace Steerlens.Pipeline.Commands.Parsing;

/// <summary>The options that choose a network and override its input contract.</summary>
internal sealed class NetworkOptionGroup
{
    private readonly ParsedOption<string> _network = new(
        "--network", "FILE|NAME", $"The steering network: an ONNX file, or one that is shipped: {string.Join(", ", ShippedNetworks.Names)}; untrained:NAME is its twin with random weights (default: {DefaultNetwork.Name})", OptionValues.Text)
    {
        Words = ShippedNetworks.Names,
    };

    private readonly ParsedOption<CropRectangle> _crop = new(
        "--crop", "L,T,W,H", "Contract: the part of the picture that the network sees, in shares of it", OptionValues.Crop);

    private readonly ParsedOption<CropFit> _fit = new(
        "--fit", "stretch|aspect", "Contract: resize the whole crop, or the largest part of it that has the input's shape",
        OptionValues.Choice(("stretch", CropFit.Stretch), ("aspect", CropFit.Aspect)));

    private readonly ParsedOption<ColorOrder> _color = new(
        "--color", "rgb|bgr|yuv|yuv-swapped|gray", "Contract: what the input's channels are",
        OptionValues.Choice(
            ("rgb", ColorOrder.Rgb), ("bgr", ColorOrder.Bgr), ("yuv", ColorOrder.Yuv), ("yuv-swapped", ColorOrder.YuvSwapped), ("gray", ColorOrder.Gray)));

    private readonly ParsedOption<IReadOnlyList<float>> _scale = new(
        "--input-scale", "N[,N,N]", "Contract: what channel values (0..255) are multiplied with", OptionValues.ChannelScales);

    private readonly ParsedOption<IReadOnlyList<float>> _offset = new(
        "--input-offset", "N[,N,N]", "Contract: what is added after that", OptionValues.ChannelValues);

    private readonly ParsedOption<OutputUnit> _unit = new(
        "--unit", "radians|degrees|full-scale:DEGREES", "Contract: the unit of the network's output", OptionValues.Unit);

    private readonly ParsedOption<Side> _positive = new(
        "--positive", "left|right", "Contract: where a positive output steers", OptionValues.Choice(("left", Side.Left), ("right", Side.Right)));

    private readonly ParsedOption<IReadOnlyList<string>> _networks;

    private readonly ParsedOption<(int Rows, int Columns)?> _grid = new(
        "--output-grid", "ROWSxCOLUMNS", "Contract: the outputs are a grid, row by row, and are drawn as one, like 5x65", OptionValues.Grid);

    private readonly bool _many;

    // An option of type bool takes no word but true and false.
    private enum Side
    {
        Left,
        Right,
    }

    /// <summary>Makes the options.</summary>
    /// <param name="many">Whether several networks can be named; the contract's changes then belong to those that are files.</param>
    /// <param name="severalName">The name of the option that names several.</param>
    public NetworkOptionGroup(bool many = false, string severalName = "--networks")
    {
        _many = many;
        _networks = Several(severalName);
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _many ? _networks : _network, _crop, _fit, _color, _scale, _offset, _unit, _positive, _grid }) command.Options.Add(option);
    }

    /// <summary>What was asked for.</summary>
    public NetworkOptions Read(OptionReader reader) => new()
    {
        File = _many ? null : reader.Read(_network!, null),
        Crop = reader.ReadOrNull(_crop),
        Fit = reader.ReadOrNull(_fit),
        Color = reader.ReadOrNull(_color),
        InputScale = reader.Read(_scale!, null),
        InputOffset = reader.Read(_offset!, null),
        Unit = reader.ReadOrNull(_unit),
        OutputGrid = reader.Read(_grid, null),
        PositiveIsRight = reader.ReadOrNull(_positive) is { } side ? side == Side.Right : null,
    };

    /// <summary>The options with a network that was named without an option.</summary>
    /// <param name="options">What the options say.</param>
    /// <param name="name">The name; null for none.</param>
    /// <exception cref="SteerlensException">The options name another.</exception>
    public static NetworkOptions Named(NetworkOptions options, string? name)
    {
        if (name is null) return options;
        if (options.File is not null && !string.Equals(options.File, name, StringComparison.Ordinal))
            throw new SteerlensException(ExitCode.Usage, $"'{name}' and --network '{options.File}' both name a network: give one of them");
        return options with { File = name };
    }

    /// <summary>The networks that were asked for: one or more.</summary>
    public IReadOnlyList<NetworkOptions> ReadAll(OptionReader reader)
    {
        var changes = Read(reader);
        return [.. reader.Read(_networks, [DefaultNetwork.Name]).Select(name => IsShipped(name) ? new NetworkOptions { File = name } : changes with { File = name })];
    }

    private static ParsedOption<IReadOnlyList<string>> Several(string name) => new(
        name, "FILE|NAME,..", $"The steering networks: ONNX files, or {string.Join(", ", ShippedNetworks.Names)}; untrained:NAME is a twin with random weights (default: {DefaultNetwork.Name})", OptionValues.Words)
    {
        Words = ShippedNetworks.Names,
    };

    private static bool IsShipped(string name)
    {
        while (name.StartsWith(UntrainedTwin.Prefix, StringComparison.Ordinal)) name = name[UntrainedTwin.Prefix.Length..];
        return ShippedNetworks.Names.Contains(name, StringComparer.Ordinal);
    }
}
