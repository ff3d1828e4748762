using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Tests.Scenes;

public sealed class SceneOptionsTests
{
    [Fact]
    public void Parse_NameAlone_GivesTwelveSecondsOf720p()
    {
        var options = SceneOptions.Parse("scene:highway");

        Assert.Equal("highway", options.Name);
        Assert.Equal((1280, 720, 300L), (options.Width, options.Height, options.FrameCount));
        Assert.Equal(new Rational(25, 1), options.Rate);
        Assert.Equal(0, options.Variation);
        Assert.False(options.Clock);
    }

    [Fact]
    public void Parse_AllSettings_ReadsEach()
    {
        var options = SceneOptions.Parse("scene:coast-road?seed=-7&duration=2.5&size=640x360&rate=30000/1001&variation=0.5&without=42&clock=1");

        Assert.Equal(-7, options.Seed);
        Assert.Equal((640, 360), (options.Width, options.Height));
        Assert.Equal(new Rational(30000, 1001), options.Rate);
        Assert.Equal(75, options.FrameCount);
        Assert.Equal(0.5, options.Variation);
        Assert.Equal(42, options.Without);
        Assert.True(options.Clock);
    }

    [Theory]
    [InlineData("scene:moon")]
    [InlineData("scene:")]
    [InlineData("coast-road")]
    [InlineData("scene:highway?speed=3")]
    [InlineData("scene:highway?clock=yes")]
    [InlineData("scene:highway?size=1280x721")]
    [InlineData("scene:highway?size=8x8")]
    [InlineData("scene:highway?size=640")]
    [InlineData("scene:highway?duration=0")]
    [InlineData("scene:highway?duration=NaN")]
    [InlineData("scene:highway?seed")]
    [InlineData("scene:highway?variation=2")]
    [InlineData("scene:highway?rate=0/1")]
    public void Parse_Nonsense_IsAUsageErrorOfOneLine(string address)
    {
        var error = Assert.Throws<SteerlensException>(() => SceneOptions.Parse(address));

        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.StartsWith(address, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Parse_UnknownName_NamesTheKnownOnes()
    {
        var error = Assert.Throws<SteerlensException>(() => SceneOptions.Parse("scene:moon"));

        Assert.Equal(3, SceneCatalog.Names.Count);
        foreach (var name in SceneCatalog.Names) Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IsAddress_OtherText_IsFalse()
    {
        Assert.True(SceneOptions.IsAddress("scene:anything"));
        Assert.False(SceneOptions.IsAddress("scenery.mp4"));
        Assert.False(SceneOptions.IsAddress(null));
    }

    [Fact]
    public void Construct_OddSize_IsAUsageError()
    {
        var error = Assert.Throws<SteerlensException>(() => new SceneSource(new SceneOptions { Width = 321 }));

        Assert.Equal(ExitCode.Usage, error.ExitCode);
    }

    [Fact]
    public void Describe_EachName_GivesASentence()
    {
        foreach (var name in SceneCatalog.Names) Assert.EndsWith(".", SceneCatalog.Describe(name), StringComparison.Ordinal);
    }
}
