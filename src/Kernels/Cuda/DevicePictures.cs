using Steerlens.Kernels.Images;

namespace Steerlens.Kernels.Cuda;

/// <summary>
/// The pictures of a film on an NVIDIA device: each goes up once, the network's input is made of it there, heat or blur is drawn there, and the
/// result comes down once. Where the device fails every call says no, and the processor does the work. Pictures are taken by one thread and
/// drawn by one other.
/// </summary>
public sealed class DevicePictures : IDisposable
{
    private readonly CudaInputs _inputs;
    private readonly CudaPictures _pictures;
    private readonly Action<CudaException> _fail;
    private readonly Func<bool> _hasFailed;
    private readonly List<DevicePicture> _all = [];
    private readonly Lock _lock = new();

    /// <summary>Makes memory and tables.</summary>
    /// <param name="device">The device, which outlives this.</param>
    /// <param name="resizer">How the network's input is made of a picture.</param>
    /// <param name="drawing">What is drawn.</param>
    /// <param name="fail">Is told when the device fails.</param>
    /// <param name="hasFailed">Whether it has failed, here or elsewhere.</param>
    /// <exception cref="CudaException">There is too little memory, or the device fails.</exception>
    internal DevicePictures(ICudaDevice device, InputResizer resizer, DeviceDrawing drawing, Action<CudaException> fail, Func<bool> hasFailed)
    {
        (_fail, _hasFailed) = (fail, hasFailed);
        _inputs = new CudaInputs(device, drawing.Width, drawing.Height, resizer);
        try
        {
            _pictures = new CudaPictures(device, drawing.Width, drawing.Height, drawing.Color, drawing.Sigma);
        }
        catch
        {
            _inputs.Dispose();
            throw;
        }
    }

    /// <summary>Copies a picture to the device and makes one frame of the network's input of it.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="held">Where it lies on the device; made at a frame's first call and reused then.</param>
    /// <param name="input">H x W x C float32, C the channels of one frame.</param>
    /// <returns>False where the device fails: nothing is then in the input.</returns>
    public bool TryTake(YuvImage picture, ref DevicePicture? held, Span<float> input)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (held is not null) held.IsFilled = false;
        if (_hasFailed()) return false;
        try
        {
            held ??= NewPicture();
            _inputs.Take(picture, held, input);
            return true;
        }
        catch (CudaException exception)
        {
            _fail(exception);
            return false;
        }
    }

    /// <summary>As <see cref="FocusBlend.Apply"/>, byte for byte.</summary>
    /// <returns>False where the picture is not on the device, or that fails: nothing is then in the destination.</returns>
    public bool TryFocus(DevicePicture? source, ReadOnlySpan<float> map, int mapHeight, int mapWidth, MapRectangle rectangle, float blurredTo, float sharpFrom, YuvImage destination)
    {
        if (source is not { IsFilled: true } || _hasFailed()) return false;
        try
        {
            _pictures.Focus(source, map, mapHeight, mapWidth, rectangle, blurredTo, sharpFrom);
            _pictures.Download(destination);
            return true;
        }
        catch (CudaException exception)
        {
            _fail(exception);
            return false;
        }
    }

    /// <summary>The picture with heat as <see cref="HeatBlend.Paint"/> paints it, byte for byte, from a column of the destination on.</summary>
    /// <returns>As for <see cref="TryFocus"/>.</returns>
    public bool TryHeat(DevicePicture? source, ReadOnlySpan<float> map, int mapHeight, int mapWidth, MapRectangle rectangle, HeatTable table, double fullColor, YuvImage destination, int start)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (source is not { IsFilled: true } || _hasFailed()) return false;
        try
        {
            _pictures.Heat(source, map, mapHeight, mapWidth, rectangle, table, fullColor, start);
            _pictures.Download(destination, start);
            return true;
        }
        catch (CudaException exception)
        {
            _fail(exception);
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var picture in _all) picture.Dispose();
            _all.Clear();
        }

        _inputs.Dispose();
        _pictures.Dispose();
    }

    private DevicePicture NewPicture()
    {
        var picture = _pictures.NewPicture();
        lock (_lock) _all.Add(picture);
        return picture;
    }
}

/// <summary>What is drawn on a device.</summary>
/// <param name="Width">Luma samples in a row of the pictures; even.</param>
/// <param name="Height">Luma rows; even.</param>
/// <param name="Color">What the pictures' numbers mean.</param>
/// <param name="Sigma">Standard deviation of the blur by attention, in pixels.</param>
public sealed record DeviceDrawing(int Width, int Height, YuvColor Color, double Sigma);
