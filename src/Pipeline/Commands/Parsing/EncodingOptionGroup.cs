using System.CommandLine;
using Steerlens.Pipeline.Commands.Options;

namespace Steerlens.Pipeline.Commands.Parsing;

/// <summary>The options of the encoder.</summary>
internal sealed class EncodingOptionGroup
{
    private readonly ParsedOption<string> _encoder;

    private readonly ParsedOption<string> _preset = new(
        "--preset", "NAME", "The encoder's preset, speed against size (default: veryfast)", OptionValues.Text);

    private readonly ParsedOption<int> _quality = new(
        "--crf", "0..51", "Quality, from lossless (0) to poor (51) (default: 23)", OptionValues.Whole(0, 51));

    /// <summary>Makes the options.</summary>
    /// <param name="hasLayout">Whether the command has layouts, one of which needs another encoder.</param>
    public EncodingOptionGroup(bool hasLayout = true) => _encoder = new(
        "--encoder", "NAME", $"One of ffmpeg's video encoders (default: libx264{(hasLayout ? "; for --layout overlay one with alpha" : "")})", OptionValues.Text);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _encoder, _preset, _quality }) command.Options.Add(option);
    }

    /// <summary>What was asked for.</summary>
    public EncodingOptions Read(OptionReader reader)
    {
        return new EncodingOptions
        {
            Encoder = reader.Read(_encoder!, null),
            Preset = reader.Read(_preset!, null),
            ConstantRateFactor = reader.ReadOrNull(_quality),
        };
    }
}
