using Steerlens.Kernels.Images;
using Steerlens.Models;

namespace Steerlens.Kernels.Tests.Images;

public sealed class InputResizerTests
{
    [Theory]
    [InlineData(1280, 720, 0, 221.2, 1280, 422.4)]
    [InlineData(640, 480, 0, 182.4, 640, 211.2)]
    [InlineData(201, 67, 0, 0, 201, 67)]
    [InlineData(37, 23, 1.5, 2.25, 30.1, 17.3)]
    [InlineData(16, 16, 0, 0, 16, 16)]
    public void AreaResize_AnyGeometry_EqualsScalar(int width, int height, double left, double top, double cropWidth, double cropHeight)
    {
        var stride = width + 5;
        var bytes = new byte[(stride * height) + 3];
        new Random(width).NextBytes(bytes);
        var plane = new Plane(bytes.AsMemory(3), width, height, stride);
        var resize = new AreaResize(new MapRectangle(left, top, cropWidth, cropHeight), width, height, 200, 66);
        var (fast, scalar) = (new float[200 * 66], new float[200 * 66]);
        resize.Run(plane, fast);
        resize.RunScalar(plane, scalar);
        for (var index = 0; index < fast.Length; index++) Assert.Equal(scalar[index], fast[index], 2e-3f);
    }

    [Fact]
    public void MixRows_EveryLengthAndStride_EqualsScalar()
    {
        for (var length = 1; length < 70; length++)
        {
            var weights = Enumerable.Range(1, 1 + (length % 9)).Select(row => 1f / row).ToArray();
            var (stride, samples) = (length + (length % 3), TestPlanes.Bytes((length + 3) * 10, length));
            var (expected, actual) = (new float[length], new float[length]);
            AreaSums.MixRowsScalar(samples, stride, weights, expected);
            AreaSums.MixRows(samples, stride, weights, actual);
            for (var x = 0; x < length; x++) Assert.Equal(expected[x], actual[x], 1e-3);
        }
    }

    [Fact]
    public void Boxes_EveryNumberAndSize_EqualsScalar()
    {
        for (var boxes = 1; boxes < 23; boxes++)
        {
            var taps = AreaSums.Lanes * (1 + (boxes % 3));
            var starts = Enumerable.Range(0, boxes).Select(box => box * 7 % 40).ToArray();
            var (line, weights) = (RandomNetwork.Values(boxes, 40 + taps), RandomNetwork.Values(boxes + 1, boxes * taps));
            var (expected, actual) = (new float[boxes], new float[boxes]);
            AreaSums.BoxesScalar(line, starts, weights, taps, expected);
            AreaSums.Boxes(line, starts, weights, taps, actual);
            for (var box = 0; box < boxes; box++) Assert.Equal(expected[box], actual[box], 1e-4);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void PlanesToChannels_EveryLength_EqualsScalar(int channels)
    {
        for (var length = 0; length < 40; length++)
        {
            var (y, u, v) = (RandomNetwork.Values(1, length), RandomNetwork.Values(2, length), RandomNetwork.Values(3, length));
            var (matrix, constant) = (RandomNetwork.Values(4, 3 * channels), RandomNetwork.Values(5, channels));
            var (expected, actual) = (new float[length * channels], new float[length * channels]);
            PlanesToChannels.RunScalar(y, u, v, matrix, constant, expected);
            PlanesToChannels.Run(y, u, v, matrix, constant, actual);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void AreaResize_ConstantPlane_KeepsItsValue()
    {
        var plane = new Plane(Enumerable.Repeat((byte)77, 123 * 45).ToArray(), 123, 45, 123);
        var result = new float[31 * 17];
        new AreaResize(new MapRectangle(3.3, 1.7, 100.9, 40.1), 123, 45, 31, 17).Run(plane, result);
        Assert.All(result, value => Assert.Equal(77, value, 1e-3f));
    }

    [Theory]
    [InlineData(ColorOrder.Rgb)]
    [InlineData(ColorOrder.Bgr)]
    [InlineData(ColorOrder.Yuv)]
    [InlineData(ColorOrder.YuvSwapped)]
    [InlineData(ColorOrder.Gray)]
    public void Run_UniformColor_GivesTheContractsValues(ColorOrder order)
    {
        var color = new YuvColor(YuvMatrix.Bt709, FullRange: false);
        var picture = new YuvImage(64, 48, color);
        var (y, u, v) = color.FromRgb(0.8, 0.3, 0.1);
        picture.Y.Span.Fill(y);
        picture.U.Span.Fill(u);
        picture.V.Span.Fill(v);
        var channels = order == ColorOrder.Gray ? 1 : 3;
        var contract = new InputContract { Color = order, Scale = [2f], Offset = [-1f] };
        var input = new float[10 * 20 * channels];
        new InputResizer(contract, new TensorShape(10, 20, channels), 64, 48, color).Run(picture, input);

        var (red, green, blue) = (0.8 * 255, 0.3 * 255, 0.1 * 255);
        if (order == ColorOrder.YuvSwapped) (red, blue) = (blue, red);
        var luma = (0.299 * red) + (0.587 * green) + (0.114 * blue);
        double[] expected = order switch
        {
            ColorOrder.Rgb => [red, green, blue],
            ColorOrder.Bgr => [blue, green, red],
            ColorOrder.Gray => [luma],
            _ => [luma, (0.492 * (blue - luma)) + 128, (0.877 * (red - luma)) + 128],
        };

        // Three bytes hold a colour to about one step in each channel.
        for (var index = 0; index < input.Length; index++) Assert.Equal((2 * expected[index % channels]) - 1, input[index], 5.0);
    }

    [Fact]
    public void Crop_AspectFit_IsTheLargestCentredRectangle()
    {
        var contract = new InputContract { Crop = new CropRectangle(0, 0.3, 1, 0.6), Fit = CropFit.Aspect };
        var wide = PictureCrop.Of(contract, new TensorShape(66, 200, 3), 1280, 720);
        Assert.Equal(1280, wide.Width, 1e-9);
        Assert.Equal(422.4, wide.Height, 1e-9);
        Assert.Equal(0.6 * 720, wide.Top + (wide.Height / 2), 1e-9);
    }

    [Fact]
    public void Run_WrongChannels_SaysWhatToSet()
    {
        var exception = Assert.Throws<NotSupportedException>(() =>
            new InputResizer(new InputContract { Color = ColorOrder.Gray }, new TensorShape(8, 8, 3), 16, 16, YuvColor.Assumed(16)));
        Assert.Contains("--color", exception.Message, StringComparison.Ordinal);
    }
}
