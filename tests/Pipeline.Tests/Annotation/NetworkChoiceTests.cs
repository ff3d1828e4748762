using Steerlens.Models;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands.Options;

namespace Steerlens.Pipeline.Tests.Annotation;

public sealed class NetworkChoiceTests
{
    [Theory]
    [InlineData("", "is empty")]
    [InlineData("untrained:", "'untrained:' names no network")]
    [InlineData("untrained:untrained:pilotnet", "write 'untrained:pilotnet'")]
    public async Task LoadAsync_NameOfNothing_IsRefusedInOneLine(string name, string reason)
    {
        var failure = await Assert.ThrowsAsync<SteerlensException>(() => NetworkChoice.LoadAsync(new NetworkOptions { File = name }, output: null, [], CancellationToken.None));
        Assert.Equal(ExitCode.Usage, failure.ExitCode);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void RequireAngle_OutputsThatAreAGrid_AreRefused()
    {
        var network = DefaultNetwork.Load();
        NetworkChoice.RequireAngle(network, "verify");
        var grid = network.With(network.Contract with { OutputGrid = (5, 65) });
        var failure = Assert.Throws<SteerlensException>(() => NetworkChoice.RequireAngle(grid, "verify"));
        Assert.Equal(ExitCode.Usage, failure.ExitCode);
        Assert.Contains("5x65", failure.Message, StringComparison.Ordinal);
    }
}
