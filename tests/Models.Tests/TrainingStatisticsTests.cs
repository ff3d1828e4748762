using System.Text;

namespace Steerlens.Models.Tests;

public sealed class TrainingStatisticsTests
{
    private const string Head = """{"layers": ["conv1"], "bands": 1, "kinds": 1, "features": 2, "quantile": 0.99, "threshold": 1.5}""";

    [Fact]
    public void Read_FileAsWritten_HasItsValues()
    {
        using var file = new MemoryStream([.. Encoding.UTF8.GetBytes(Head + "\n"), .. new float[] { 1, 2, 3, 4, 5 }.SelectMany(BitConverter.GetBytes)]);

        var read = TrainingStatistics.Read(file, "a.familiarity");

        Assert.Equal((1, 2, 0.99, 1.5), (read.Bands, read.Features, read.Quantile, read.Threshold));
        Assert.Equal("conv1", Assert.Single(read.Layers));
        var kind = Assert.Single(read.Kinds);
        Assert.Equal([1, 2], kind.Mean);
        Assert.Equal([3, 4, 5], kind.Factor);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense\n")]
    [InlineData("{}\n")]
    [InlineData(Head + "\n1234")]
    public void Read_AnythingElse_IsRefused(string text)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));

        var refused = Assert.Throws<NetworkFormatException>(() => TrainingStatistics.Read(file, "a.familiarity"));

        Assert.Contains("familiarity.py", refused.Message, StringComparison.Ordinal);
    }
}
