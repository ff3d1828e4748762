using Steerlens.Kernels.Images;

namespace Steerlens.Kernels.Cuda;

/// <summary>
/// Takes pictures up to a device and makes a network's input of them there; the arithmetic is that of <see cref="InputResizer"/>. One thread
/// at a time.
/// </summary>
internal sealed unsafe class CudaInputs : IDisposable
{
    private const int ResizePixels = 4;
    private const int ResizeThreads = 128;

    private readonly ICudaStream _stream;
    private readonly HostBytes _host;
    private readonly ResizeTables _tables;
    private readonly DeviceArray _input;
    private readonly HostArray _hostInput;
    private readonly nint _resize;

    /// <summary>Makes memory and tables.</summary>
    /// <param name="device">The device.</param>
    /// <param name="width">Of the pictures; even.</param>
    /// <param name="height">Of the pictures; even.</param>
    /// <param name="resizer">How the input is made.</param>
    public CudaInputs(ICudaDevice device, int width, int height, InputResizer resizer)
    {
        _stream = device.NewStream();
        _host = new HostBytes(device, YuvImage.ByteCount(width, height));
        _tables = new ResizeTables(device, _stream, resizer);
        var padded = CudaPass.PaddedLength(resizer.Input);
        _input = DeviceArray.Zeros(device, _stream, padded * sizeof(float));
        _hostInput = new HostArray(device, (int)padded);
        _resize = device.KernelOf("resize_input");
    }

    /// <summary>Copies a picture up.</summary>
    public void Upload(YuvImage picture, DevicePicture target)
    {
        picture.Bytes.CopyTo(_host.Values);
        _stream.Upload(target.Y, _host.Memory, _host.Length);
        _stream.Synchronize();
        target.IsFilled = true;
    }

    /// <summary>Makes a network's input of a picture that is there.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="input">Pixels x channels float32 of one frame.</param>
    public void Resize(DevicePicture picture, Span<float> input)
    {
        Launch(picture);
        _stream.Synchronize();
        CudaPass.Unpad(_hostInput.Values, _tables.Channels, input);
    }

    /// <summary>Copies a picture up and makes a network's input of it, with one wait.</summary>
    public void Take(YuvImage picture, DevicePicture target, Span<float> input)
    {
        picture.Bytes.CopyTo(_host.Values);
        _stream.Upload(target.Y, _host.Memory, _host.Length);
        Resize(target, input);
        target.IsFilled = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var owned in (IDisposable[])[_host, _tables, _input, _hostInput, _stream]) owned.Dispose();
    }

    private void Launch(DevicePicture picture)
    {
        var arguments = _tables.Arguments;
        (arguments.Y.Samples, arguments.U.Samples, arguments.V.Samples, arguments.Input) = (picture.Y, picture.U, picture.V, _input.Address);
        (arguments.Y.Stride, arguments.U.Stride, arguments.V.Stride) = (picture.Width, picture.Width / 2, picture.Width / 2);
        _stream.Launch(_resize, ((arguments.Pixels + ResizePixels - 1) / ResizePixels, 1), ResizeThreads, &arguments, sizeof(ResizeInputArguments));
        _stream.Download(_hostInput.Memory, _input.Address, _hostInput.Bytes);
    }
}
