using Steerlens.Kernels.Cuda;
using Steerlens.Kernels.Images;
using Steerlens.Kernels.Tests.Cuda.Emulator;
using Steerlens.Kernels.Tests.Images;
using Steerlens.Models;
using Xunit.Abstractions;

namespace Steerlens.Kernels.Tests.Cuda;

/// <summary>The picture kernels on the emulated device: bytes are those of the scalar references, inputs within rounding.</summary>
public sealed class CudaPicturesTests(ITestOutputHelper output)
{
    private static readonly YuvColor Color = new(YuvMatrix.Bt709, FullRange: false);

    private static readonly float[] Map = RandomNetwork.Values(5, 6 * 9);

    [EmulatorTheory]
    [InlineData(64, 36, 5, true)]
    [InlineData(70, 38, 12, false)]
    [InlineData(322, 242, 12, true)]
    [InlineData(46, 90, 45, false)]
    public void Focus_AnySize_EqualsTheScalarReference(int width, int height, double sigma, bool isRising)
    {
        var picture = TestPlanes.Picture(width, height, 1, Color);
        var actual = new YuvImage(width, height, Color);
        foreach (var rectangle in Rectangles(width, height))
        {
            var expected = ScalarFocus.Apply(picture, Map, 6, 9, rectangle, 0.2f, 0.7f, sigma);
            Run(picture, actual, sigma, isRising, pictures => pictures.Focus(Map, 6, 9, rectangle, 0.2f, 0.7f));
            Assert.Equal(expected.Bytes, actual.Bytes);
            Assert.NotEqual(picture.Bytes, actual.Bytes);
        }
    }

    [EmulatorTheory]
    [InlineData(64, 36, true)]
    [InlineData(70, 38, false)]
    [InlineData(322, 242, true)]
    public void Heat_AnySize_EqualsHeatBlend(int width, int height, bool isRising)
    {
        var picture = TestPlanes.Picture(width, height, 2, Color);
        var actual = new YuvImage(width, height, Color);
        var table = new HeatTable();
        table.Fill(new HeatPalette(HeatPaletteKind.Diverging, Color), 0.1, 0.8);
        foreach (var rectangle in Rectangles(width, height))
        {
            var expected = new YuvImage(width, height, Color);
            expected.CopyFrom(picture);
            var sampler = new MapSampler(width, height);
            sampler.Prepare(Map, 6, 9, rectangle);
            new HeatBlend(width).Paint(expected, sampler, table, 0.8);
            Run(picture, actual, 8, isRising, pictures => pictures.Heat(Map, 6, 9, rectangle, table, 0.8));
            Assert.Equal(expected.Bytes, actual.Bytes);
            Assert.NotEqual(picture.Bytes, actual.Bytes);
        }
    }

    [EmulatorTheory]
    [InlineData(640, 360)]
    [InlineData(100, 50)]
    [InlineData(38, 22)]
    public void Resize_AnySize_EqualsInputResizerWithinRounding(int width, int height)
    {
        var shape = new TensorShape(33, 60, 3);
        var picture = TestPlanes.Picture(width, height, 3, Color);
        var resizer = new InputResizer(new InputContract(), shape, width, height, Color);
        var expected = new float[shape.Length];
        resizer.Run(picture, expected);
        var device = new EmulatedCudaDevice();
        var actual = new float[shape.Length];
        using (var pictures = new CudaPictures(device, width, height, Color, 8))
        using (var tables = pictures.TablesOf(resizer))
        using (var stream = device.NewStream())
        using (var input = DeviceArray.Zeros(device, stream, CudaPass.PaddedLength(shape) * sizeof(float)))
        {
            pictures.Upload(picture);
            pictures.Resize(tables, input.Address);
            CudaPass.Unpad(Values(stream, input, (int)CudaPass.PaddedLength(shape)), shape.Channels, actual);
        }

        Assert.Equal(0, device.Pieces);
        output.WriteLine($"{width}x{height}: largest error {FullScaleError.Of(expected, actual, 5e-6, "input"):E2} of full scale");
    }

    private static MapRectangle[] Rectangles(int width, int height) =>
        [new(0, 0, width, height), new(width * 0.1, height * 0.3, width * 0.8, height * 0.61), new(-4.5, -3, width + 9.25, height * 0.5), new(3, 3, 9, 9)];

    private static void Run(YuvImage picture, YuvImage result, double sigma, bool isRising, Action<CudaPictures> work)
    {
        var device = new EmulatedCudaDevice(isRising);
        using (var pictures = new CudaPictures(device, picture.Width, picture.Height, Color, sigma))
        {
            pictures.Upload(picture);
            work(pictures);
            pictures.Download(result);
        }

        Assert.Equal(0, device.Pieces);
    }

    private static unsafe float[] Values(ICudaStream stream, DeviceArray array, int count)
    {
        var values = new float[count];
        fixed (float* target = values) stream.Download((nint)target, array.Address, count * (long)sizeof(float));
        return values;
    }
}
