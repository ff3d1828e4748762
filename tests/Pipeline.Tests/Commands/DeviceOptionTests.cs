using Steerlens.Kernels.Engines;
using Steerlens.Pipeline.Commands.Parsing;

namespace Steerlens.Pipeline.Tests.Commands;

/// <summary>The words of <c>--device</c>.</summary>
public sealed class DeviceOptionTests
{
    [Theory]
    [InlineData("auto", DeviceKind.Auto, 0)]
    [InlineData("CPU", DeviceKind.Cpu, 0)]
    [InlineData("cuda", DeviceKind.Cuda, 0)]
    [InlineData("cuda:0", DeviceKind.Cuda, 0)]
    [InlineData("cuda:12", DeviceKind.Cuda, 12)]
    public void Parse_KnownWord_IsTheDevice(string text, DeviceKind kind, int index) => Assert.Equal(new DeviceChoice(kind, index, IsAsked: true), DeviceOption.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda: 1")]
    [InlineData("cpu:0")]
    [InlineData("cuda:99999999999")]
    public void Parse_AnythingElse_IsRefused(string text)
    {
        var exception = Assert.Throws<FormatException>(() => DeviceOption.Parse(text));
        Assert.Contains("auto, cpu, cuda or cuda:N", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("onnxruntime")]
    [InlineData("OnnxRuntime:cuda,cpu")]
    public void Parse_AnotherBuildsBackEnd_SaysWhichBuild(string text)
    {
        if (BackEnds.All.Count > 0)
        {
            Assert.Equal(text, DeviceOption.Parse(text).BackEnd);
            return;
        }

        Assert.Equal($"'{text}' {BackEnds.OfWindowsCuda}", Assert.Throws<FormatException>(() => DeviceOption.Parse(text)).Message);
        Assert.Contains("-p:WindowsCuda=true", BackEnds.OfWindowsCuda, StringComparison.Ordinal);
    }

    [Fact]
    public void Default_NothingGiven_IsAutoWithoutAsking() => Assert.Equal(new DeviceChoice(DeviceKind.Auto), default);
}
