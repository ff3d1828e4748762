using Steerlens.Models;

namespace Steerlens.Kernels.Images;

/// <summary>
/// Makes a network's input from a picture: crops and resizes the three planes by area, then converts the small picture to the
/// contract's colours. Resizing and the conversion are both linear, so their order does not change the result, and the large
/// picture is never converted.
/// </summary>
public sealed class InputResizer
{
    private readonly TensorShape _input;
    private readonly AreaResize _luma;
    private readonly AreaResize _chroma;
    private readonly float[] _y;
    private readonly float[] _u;
    private readonly float[] _v;
    private readonly float[] _matrix;
    private readonly float[] _constant;

    /// <summary>Prepares the tables for pictures of one size and colour.</summary>
    /// <param name="contract">How the input is made.</param>
    /// <param name="input">The network's input: 1 or 3 channels for each of the contract's frames.</param>
    /// <param name="width">Luma samples in a row.</param>
    /// <param name="height">Luma rows.</param>
    /// <param name="color">What the picture's numbers mean.</param>
    /// <exception cref="NotSupportedException">The input's channels do not fit the contract's colour order.</exception>
    public InputResizer(InputContract contract, TensorShape input, int width, int height, YuvColor color)
    {
        ArgumentNullException.ThrowIfNull(contract);
        var channels = contract.ColorChannels;
        if (input.Channels != channels * contract.Frames)
            throw new NotSupportedException($"The network's input has {input.Channels} channels; its contract's colour order '{contract.Color}' gives {channels * contract.Frames}. Set another with --color.");
        _input = input with { Channels = channels };
        Crop = PictureCrop.Of(contract, input, width, height);
        _luma = new AreaResize(Crop, width, height, input.Width, input.Height);
        _chroma = new AreaResize(new MapRectangle(Crop.Left / 2, Crop.Top / 2, Crop.Width / 2, Crop.Height / 2), width / 2, height / 2, input.Width, input.Height);
        _y = new float[input.Height * input.Width];
        _u = new float[_y.Length];
        _v = new float[_y.Length];
        (_matrix, _constant) = ColorTransform(contract, channels, color);
    }

    /// <summary>The rectangle of the picture that the network sees, in luma samples.</summary>
    public MapRectangle Crop { get; }

    /// <summary>How the luma plane, and each chroma plane, becomes small.</summary>
    internal (AreaResize Luma, AreaResize Chroma) Areas => (_luma, _chroma);

    /// <summary>The affine map from the small planes to the channels: channels x 3, and channels.</summary>
    internal (float[] Matrix, float[] Constant) Colors => (_matrix, _constant);

    /// <summary>The shape of one frame of the input.</summary>
    internal TensorShape Input => _input;

    /// <summary>Makes one frame of the input; allocates nothing.</summary>
    /// <param name="picture">A picture of the prepared size and colour.</param>
    /// <param name="input">H x W x C float32, C the channels of one frame.</param>
    public void Run(YuvImage picture, Span<float> input)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (input.Length != _input.Length) throw new ArgumentException($"The input has {input.Length} values; {_input.Length} are needed.", nameof(input));
        _luma.Run(picture.Y, _y);
        _chroma.Run(picture.U, _u);
        _chroma.Run(picture.V, _v);
        PlanesToChannels.Run(_y, _u, _v, _matrix, _constant, input);
    }

    /// <summary>The affine map from a picture's YUV bytes to the network's values: channels x 3 and channels.</summary>
    private static (float[] Matrix, float[] Constant) ColorTransform(InputContract contract, int channels, YuvColor color)
    {
        var matrix = new float[channels * 3];
        var constant = new float[channels];
        var zero = InputColors.Channels(contract.Color, color.ToRgb(0, 0, 0));
        double[][] units = [InputColors.Channels(contract.Color, color.ToRgb(1, 0, 0)), InputColors.Channels(contract.Color, color.ToRgb(0, 1, 0)), InputColors.Channels(contract.Color, color.ToRgb(0, 0, 1))];
        for (var channel = 0; channel < channels; channel++)
        {
            for (var plane = 0; plane < 3; plane++) matrix[(channel * 3) + plane] = (float)((units[plane][channel] - zero[channel]) * contract.ScaleOf(channel));
            constant[channel] = (float)((zero[channel] * contract.ScaleOf(channel)) + contract.OffsetOf(channel));
        }

        return (matrix, constant);
    }
}
