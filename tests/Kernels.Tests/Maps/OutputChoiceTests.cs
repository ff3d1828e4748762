using Steerlens.Kernels.Maps;
using Steerlens.Models;

namespace Steerlens.Kernels.Tests.Maps;

public sealed class OutputChoiceTests
{
    private static readonly Network Three = new RandomNetwork(1, new TensorShape(5, 5, 3)).Dense(3).Build()
        .With(new InputContract { Outputs = ["steering", "throttle", "brake"], Unit = AngleUnit.Degrees, PositiveIsRight = false });

    [Theory]
    [InlineData(null, 1, 0, 0)]
    [InlineData("throttle", 0, 1, 0)]
    [InlineData("BRAKE", 0, 0, 1)]
    [InlineData("2", 0, 0, 1)]
    [InlineData("all", 1, 1, 1)]
    [InlineData("0.5,-1,0", 0.5, -1, 0)]
    public void Resolve_Choice_WeightsInRadiansToTheRight(string? choice, double first, double second, double third)
    {
        var weights = OutputChoice.Resolve(Three, choice);
        double[] expected = [first, second, third];
        for (var output = 0; output < 3; output++) Assert.Equal(-expected[output] * Math.PI / 180, weights[output], 6);
    }

    [Theory]
    [InlineData("3")]
    [InlineData("-1")]
    [InlineData("gear")]
    [InlineData("1,2")]
    [InlineData("0,0,0")]
    [InlineData("")]
    public void Resolve_NoSuchOutput_SaysWhichThereAre(string choice)
    {
        var message = Assert.Throws<MapOptionException>(() => OutputChoice.Resolve(Three, choice)).Message;
        Assert.Contains("3 outputs, 0 to 2 (steering, throttle, brake)", message, StringComparison.Ordinal);
        Assert.Contains($"'{choice}'", message, StringComparison.Ordinal);
    }
}
