namespace Steerlens.Models;

/// <summary>The order and meaning of the input's channels.</summary>
public enum ColorOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red.</summary>
    Bgr,

    /// <summary>Y, U, V, full range, BT.601: Y = 0.299 R + 0.587 G + 0.114 B, U = 0.492 (B - Y) + 128, V = 0.877 (R - Y) + 128.</summary>
    Yuv,

    /// <summary>As <see cref="Yuv"/>, with R and B exchanged before the formula: what some training code did by accident.</summary>
    YuvSwapped,

    /// <summary>One channel of luma, full range, BT.601.</summary>
    Gray,
}

/// <summary>How the crop is fitted to the network's input.</summary>
public enum CropFit
{
    /// <summary>The whole crop is resized, whatever its shape.</summary>
    Stretch,

    /// <summary>The largest centred rectangle of the input's shape inside the crop is resized.</summary>
    Aspect,
}

/// <summary>The unit of the network's first output.</summary>
public enum AngleUnit
{
    /// <summary>Radians.</summary>
    Radians,

    /// <summary>Degrees.</summary>
    Degrees,

    /// <summary>A share of <see cref="InputContract.FullScaleDegrees"/>: 1 is the full scale.</summary>
    FullScale,
}

/// <summary>The part of a picture that the network sees, in shares of its width and height (0..1).</summary>
/// <param name="Left">Left edge, 0..1.</param>
/// <param name="Top">Top edge, 0..1.</param>
/// <param name="Width">Width, above 0, at most 1 - left.</param>
/// <param name="Height">Height, above 0, at most 1 - top.</param>
public readonly record struct CropRectangle(double Left, double Top, double Width, double Height)
{
    /// <summary>The whole picture.</summary>
    public static CropRectangle Whole => new(0, 0, 1, 1);
}

/// <summary>
/// How a picture becomes a network's input and what its output means: crop, colour order, scale and offset, output unit and
/// sign. It travels in the ONNX file's metadata.
/// </summary>
public sealed record InputContract
{
    /// <summary>The part of the picture that is resized to the input.</summary>
    public CropRectangle Crop { get; init; } = CropRectangle.Whole;

    /// <summary>How the crop is fitted to the input's shape.</summary>
    public CropFit Fit { get; init; } = CropFit.Stretch;

    /// <summary>What the channels are.</summary>
    public ColorOrder Color { get; init; } = ColorOrder.Rgb;

    /// <summary>
    /// Frames whose channels lie one behind the other in the input, the oldest first: the current frame and those before it. Before a film's
    /// first frame, that frame stands in.
    /// </summary>
    public int Frames { get; init; } = 1;

    /// <summary>Channels of one frame: 1 for gray, else 3.</summary>
    public int ColorChannels => Color == ColorOrder.Gray ? 1 : 3;

    /// <summary>Input value = channel value (0..255) * scale + offset. One value, or one for each channel of a frame.</summary>
    public IReadOnlyList<float> Scale { get; init; } = [1f / 127.5f];

    /// <summary>See <see cref="Scale"/>.</summary>
    public IReadOnlyList<float> Offset { get; init; } = [-1f];

    /// <summary>The unit of the first output.</summary>
    public AngleUnit Unit { get; init; } = AngleUnit.Radians;

    /// <summary>The angle in degrees that an output of 1 stands for, where <see cref="Unit"/> is <see cref="AngleUnit.FullScale"/>.</summary>
    public double FullScaleDegrees { get; init; } = 25;

    /// <summary>Whether a positive output steers right.</summary>
    public bool PositiveIsRight { get; init; } = true;

    /// <summary>What the network is, in words; empty where the file does not say.</summary>
    public string Description { get; init; } = "";

    /// <summary>What it was trained on, in words; empty where the file does not say.</summary>
    public string TrainedOn { get; init; } = "";

    /// <summary>The names of the outputs in their order, such as <c>steering</c>; empty where the file does not say.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>Rows and columns where the outputs are a grid, row by row; null where they are not.</summary>
    public (int Rows, int Columns)? OutputGrid { get; init; }

    /// <summary>The metadata keys that nobody stated and whose values are therefore assumed, such as <c>steerlens.crop</c>.</summary>
    public IReadOnlyList<string> Assumed { get; init; } = [];

    /// <summary>What a raw output is multiplied with to get radians, positive to the right.</summary>
    public double RadiansPerUnit => (PositiveIsRight ? 1 : -1) * Unit switch
    {
        AngleUnit.Radians => 1,
        AngleUnit.Degrees => Math.PI / 180,
        _ => FullScaleDegrees * Math.PI / 180,
    };

    /// <summary>The scale of channel <paramref name="channel"/>.</summary>
    public float ScaleOf(int channel) => Scale[channel % Scale.Count];

    /// <summary>The offset of channel <paramref name="channel"/>.</summary>
    public float OffsetOf(int channel) => Offset[channel % Offset.Count];
}
