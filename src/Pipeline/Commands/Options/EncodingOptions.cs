namespace Steerlens.Pipeline.Commands.Options;

/// <summary>How a film is encoded.</summary>
public sealed record EncodingOptions
{
    /// <summary>The name of one of ffmpeg's encoders; null for the one that suits the layout and the output's ending.</summary>
    public string? Encoder { get; init; }

    /// <summary>The encoder's preset, speed against size; null where none is asked for.</summary>
    public string? Preset { get; init; }

    /// <summary>Constant rate factor: quality, 0 (lossless) to 51; null where none is asked for.</summary>
    public int? ConstantRateFactor { get; init; }
}
