using Steerlens.Kernels.Images;
using Steerlens.Pipeline.EmguCv;
using Steerlens.Pipeline.Live.Sources;
using Xunit.Abstractions;

namespace Steerlens.Pipeline.Tests.EmguCv;

/// <summary>What is done by Emgu.CV, where its native library is; and what is said where it is not.</summary>
public sealed class EmguCvTests(ITestOutputHelper output)
{
    [WithoutEmguCvFact]
    public void Focus_WithoutTheNativeLibrary_SaysWhichFileAndWhereItComesFrom()
    {
        var error = Assert.Throws<SteerlensException>(() => new EmguCvFocusBlend(320, 240, YuvColor.Assumed(240), 8));
        output.WriteLine(error.Message);
        Assert.Equal(ExitCode.BackEndUnavailable, error.ExitCode);
        Assert.Contains("cvextern", error.Message, StringComparison.Ordinal);
        Assert.Contains("Emgu.CV.runtime.windows.cuda", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.False(EmguCvLibrary.HasDevice);
    }

    [WithoutEmguCvFact]
    public async Task Camera_WithoutTheNativeLibrary_SaysWhichFileAndWhereItComesFrom()
    {
        var error = await Assert.ThrowsAsync<SteerlensException>(() => LiveOrigin.Of("emgucv:0", imageRate: null, loop: false).ConnectAsync(CancellationToken.None));
        output.WriteLine(error.Message);
        Assert.Equal(ExitCode.BackEndUnavailable, error.ExitCode);
        Assert.StartsWith("camera 0 by Emgu.CV: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("cvextern", error.Message, StringComparison.Ordinal);
    }

    [WithEmguCvDeviceFact]
    public void Focus_OnTheDevice_IsTheProcessorsWithinAFewLevels()
    {
        var random = new Random(3);
        var color = YuvColor.Assumed(360);
        var (picture, expected, actual) = (new YuvImage(640, 360, color), new YuvImage(640, 360, color), new YuvImage(640, 360, color));
        for (var at = 0; at < picture.Bytes.Length; at++) picture.Bytes[at] = (byte)(128 + (70 * Math.Sin(at * 0.01)) + random.Next(20));
        float[] map = [0, 0.2f, 1, 0.5f, 0, 0, 0.1f, 0.9f];
        var rectangle = new MapRectangle(100, 60, 400, 200);
        new FocusBlend(640, 360, color, 9).Apply(picture, expected, map, 2, 4, rectangle, 0.2f, 0.8f);
        new EmguCvFocusBlend(640, 360, color, 9).Apply(picture, actual, map, 2, 4, rectangle, 0.2f, 0.8f);
        var differences = expected.Bytes.Zip(actual.Bytes, (one, other) => Math.Abs(one - other)).ToArray();
        output.WriteLine($"mean difference {differences.Average():0.00} levels, largest {differences.Max()}");
        Assert.InRange(differences.Average(), 0, 1.5);
        Assert.InRange(differences.Max(), 0, 24);
    }

    [Theory]
    [InlineData("emgucv:0", "camera 0 by Emgu.CV")]
    [InlineData("EmguCV:12", "camera 12 by Emgu.CV")]
    public void Of_ItsName_IsItsCamera(string source, string name) => Assert.Equal(name, LiveOrigins.Of(source)?.Name);

    [Theory]
    [InlineData("0")]
    [InlineData("emgucv:")]
    [InlineData("emgucv:-1")]
    [InlineData("emgucv:front")]
    public void Of_AnythingElse_IsNothing(string source) => Assert.Null(LiveOrigins.Of(source));
}
