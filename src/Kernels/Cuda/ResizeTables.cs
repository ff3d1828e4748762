using Steerlens.Kernels.Images;

namespace Steerlens.Kernels.Cuda;

/// <summary>The tables of an <see cref="InputResizer"/> on a device.</summary>
internal sealed class ResizeTables : IDisposable
{
    private readonly ICudaDevice _device;
    private readonly ICudaStream _stream;
    private readonly List<DeviceArray> _owned = [];

    /// <summary>Copies the tables.</summary>
    public ResizeTables(ICudaDevice device, ICudaStream stream, InputResizer resizer)
    {
        (_device, _stream) = (device, stream);
        var (luma, chroma) = resizer.Areas;
        var (matrix, constant) = resizer.Colors;
        var color = PlaneOf(chroma);
        Arguments = new ResizeInputArguments
        {
            Y = PlaneOf(luma),
            U = color,
            V = color,
            Matrix = Keep<float>(matrix),
            Constant = Keep<float>(constant),
            Columns = resizer.Input.Width,
            Pixels = resizer.Input.Width * resizer.Input.Height,
            Channels = resizer.Input.Channels,
            Pitch = CudaBlock.PitchOf(resizer.Input.Channels),
        };
    }

    /// <summary>All that does not depend on the picture.</summary>
    public ResizeInputArguments Arguments { get; }

    /// <summary>Channels of one frame of the input.</summary>
    public int Channels => Arguments.Channels;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var array in _owned) array.Dispose();
    }

    private AreaPlaneArguments PlaneOf(AreaResize area) => new() { Rows = AxisOf(area.Rows), Columns = AxisOf(area.Columns) };

    private AreaAxisArguments AxisOf(AreaResize.Axis axis) => new()
    {
        Starts = Keep<int>(axis.Starts),
        Counts = Keep<int>(axis.Counts),
        WeightStarts = Keep<int>(axis.WeightStarts),
        Weights = Keep<float>(axis.Weights),
    };

    private ulong Keep<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var array = DeviceArray.Of(_device, _stream, values);
        _owned.Add(array);
        return array.Address;
    }
}
