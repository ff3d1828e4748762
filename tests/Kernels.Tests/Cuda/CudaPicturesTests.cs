using Steerlens.Kernels.Cuda;
using Steerlens.Kernels.Engines;
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
            Run(picture, actual, sigma, isRising, (pictures, held) => pictures.Focus(held, Map, 6, 9, rectangle, 0.2f, 0.7f));
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
            Run(picture, actual, 8, isRising, (pictures, held) => pictures.Heat(held, Map, 6, 9, rectangle, table, 0.8));
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
        using (var inputs = new CudaInputs(device, width, height, resizer))
        using (var held = new DevicePicture(device, width, height)) inputs.Take(picture, held, actual);

        Assert.Equal(0, device.Pieces);
        output.WriteLine($"{width}x{height}: largest error {FullScaleError.Of(expected, actual, 5e-6, "input"):E2} of full scale");
    }

    [EmulatorFact]
    public void Heat_BesideTheSource_EqualsHeatBlendOnTheWiderPicture()
    {
        const int Width = 70;
        const int Height = 38;
        var picture = TestPlanes.Picture(Width, Height, 2, Color);
        var table = new HeatTable();
        table.Fill(new HeatPalette(HeatPaletteKind.Diverging, Color), 0.1, 0.8);
        var rectangle = new MapRectangle(Width + 4.3, 5, 60.1, 30);
        var (expected, actual) = (TestPlanes.Picture(2 * Width, Height, 4, Color), TestPlanes.Picture(2 * Width, Height, 4, Color));
        foreach (var (from, to) in new[] { (picture.Y, expected.Y), (picture.U, expected.U), (picture.V, expected.V) })
        {
            for (var y = 0; y < from.Height; y++) from.Row(y).CopyTo(to.Row(y)[from.Width..]);
        }

        var sampler = new MapSampler(2 * Width, Height);
        sampler.Prepare(Map, 6, 9, rectangle);
        new HeatBlend(2 * Width).Paint(expected, sampler, table, 0.8);
        var device = new EmulatedCudaDevice();
        using (var pictures = new CudaPictures(device, Width, Height, Color, 8))
        using (var inputs = new CudaInputs(device, Width, Height, new InputResizer(new InputContract(), new TensorShape(6, 9, 3), Width, Height, Color)))
        using (var held = pictures.NewPicture())
        {
            inputs.Upload(picture, held);
            pictures.Heat(held, Map, 6, 9, rectangle, table, 0.8, Width);
            pictures.Download(actual, Width);
        }

        Assert.Equal(0, device.Pieces);
        Assert.Equal(expected.Bytes, actual.Bytes);
    }

    [EmulatorFact]
    public void Check_EmulatedDevice_DrawsAsTheProcessor()
    {
        var check = PictureCheck.Of(new EmulatedCudaDevice());
        Assert.True(check.IsGood, check.ToString());
        output.WriteLine(check.ToString());
    }

    [EmulatorFact]
    public void DevicePictures_LostDevice_LeaveTheWorkToTheProcessorAndSayWhy()
    {
        var network = new RandomNetwork(2, new TensorShape(12, 20, 3)).Convolution(6, 3, 1).Activation(ActivationKind.Relu).Dense(1).Build();
        var (device, warnings) = (new EmulatedCudaDevice(), new List<string>());
        var picture = TestPlanes.Picture(64, 36, 1, Color);
        var resizer = new InputResizer(new InputContract(), network.Input, 64, 36, Color);
        var (destination, input) = (new YuvImage(64, 36, Color), new float[network.Input.Length]);
        DevicePicture? held = null;
        using (var engine = new FailoverEngine(new CudaEngine(network, device), () => new CpuEngine(network, 1), warnings.Add))
        using (var pictures = engine.NewPictures(resizer, new DeviceDrawing(64, 36, Color, 5)))
        {
            Assert.False(pictures!.TryFocus(held, Map, 6, 9, new MapRectangle(0, 0, 64, 36), 0.2f, 0.7f, destination));
            Assert.True(pictures.TryTake(picture, ref held, input));
            Assert.True(pictures.TryFocus(held, Map, 6, 9, new MapRectangle(0, 0, 64, 36), 0.2f, 0.7f, destination));
            device.IsLost = true;
            Assert.False(pictures.TryFocus(held, Map, 6, 9, new MapRectangle(0, 0, 64, 36), 0.2f, 0.7f, destination));
            Assert.False(pictures.TryTake(picture, ref held, input));
            Assert.Contains("719", Assert.Single(warnings), StringComparison.Ordinal);
            Assert.Equal("cpu", engine.Name);
            Assert.Null(engine.NewPictures(resizer, new DeviceDrawing(64, 36, Color, 5)));
        }

        Assert.Equal(0, device.Pieces);
    }

    private static MapRectangle[] Rectangles(int width, int height) =>
        [new(0, 0, width, height), new(width * 0.1, height * 0.3, width * 0.8, height * 0.61), new(-4.5, -3, width + 9.25, height * 0.5), new(3, 3, 9, 9)];

    private static void Run(YuvImage picture, YuvImage result, double sigma, bool isRising, Action<CudaPictures, DevicePicture> work)
    {
        var device = new EmulatedCudaDevice(isRising);
        using (var pictures = new CudaPictures(device, picture.Width, picture.Height, Color, sigma))
        {
            using var inputs = new CudaInputs(device, picture.Width, picture.Height, new InputResizer(new InputContract(), new TensorShape(6, 9, 3), picture.Width, picture.Height, Color));
            using var held = pictures.NewPicture();
            inputs.Upload(picture, held);
            work(pictures, held);
            pictures.Download(result);
        }

        Assert.Equal(0, device.Pieces);
    }
}
