using System.Globalization;
using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Live.Sources;
using Steerlens.Pipeline.Tests.Video;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Tests.Live.Sources;

public sealed class StreamTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [LinuxFact]
    public async Task Feed_UdpServerKilledThreeTimes_RecoversEachTime()
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"udp://127.0.0.1:{StreamServer.FreePort()}");
        await RecoversAsync(address, () => StreamServer.MpegTsAsync(address + "?pkt_size=1316"));
    }

    [LinuxFact]
    public async Task Feed_HttpServerKilledThreeTimes_RecoversEachTime()
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{StreamServer.FreePort()}/road.ts");
        await RecoversAsync(address, () => StreamServer.MpegTsAsync("-listen", "1", address));
    }

    [RtspFact]
    public async Task Feed_RtspServerKilledThreeTimes_RecoversEachTime()
    {
        var port = StreamServer.FreePort();
        await RecoversAsync(string.Create(CultureInfo.InvariantCulture, $"rtsp://127.0.0.1:{port}/road"), () => StreamServer.RtspAsync(port));
    }

    [Theory]
    [InlineData("http://me:secret@127.0.0.1:{0}/road.ts", "Connection refused")]
    [InlineData("rtsp://me:secret@127.0.0.1:{0}/road", "Connection refused")]
    public async Task State_NobodyListens_SaysSoWithoutThePassword(string pattern, string reason)
    {
        var address = string.Format(CultureInfo.InvariantCulture, pattern, StreamServer.FreePort());
        await using var feed = new LiveFeed(LiveOrigin.Of(address, imageRate: null, loop: false), TimeProvider.System);
        feed.Start();
        await LiveFeedTests.UntilAsync(() => feed.State.Phase == LivePhase.Waiting);
        Assert.Contains(reason, feed.State.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", feed.State.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", feed.Origin.Name, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", feed.State.Reason, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task State_CameraThatIsNotThere_WaitsForIt()
    {
        await using var feed = new LiveFeed(LiveOrigin.Of("97", imageRate: null, loop: false), TimeProvider.System);
        feed.Start();
        await LiveFeedTests.UntilAsync(() => feed.State.Phase == LivePhase.Waiting);
        Assert.Equal("'camera 97' can't be read: /dev/video97: No such file or directory", feed.State.Reason);
    }

    [Theory]
    [InlineData("rtsp://user:pass@host:554/a@b", "rtsp://host:554/a@b")]
    [InlineData("http://host/?at=me@home", "http://host/?at=me@home")]
    [InlineData("udp://@239.0.0.1:1234", "udp://239.0.0.1:1234")]
    public void WithoutPassword_Address_LosesWhatComesBeforeTheHost(string address, string expected) =>
        Assert.Equal(expected, StreamOrigin.WithoutPassword(address));

    [Theory]
    [InlineData("ftp://host/film.ts")]
    [InlineData("file:///etc/passwd")]
    [InlineData("concat://a")]
    public void Of_KindThatIsNotRead_IsRefused(string address)
    {
        var error = Assert.Throws<SteerlensException>(() => LiveOrigin.Of(address, imageRate: null, loop: false));
        Assert.Equal(ExitCode.Usage, error.ExitCode);
    }

    [Theory]
    [InlineData(320, 240, "", YuvMatrix.Bt601)]
    [InlineData(1280, 720, "", YuvMatrix.Bt709)]
    [InlineData(321, 241, "-colorspace bt709 -color_primaries bt709 -color_trc bt709", YuvMatrix.Bt709)]
    [InlineData(1280, 720, "-colorspace smpte170m -color_range pc", YuvMatrix.Bt601)]
    public async Task ReadAsync_StreamWithColors_MatrixIsNamedAndRangeLimited(int width, int height, string colors, YuvMatrix expected)
    {
        using var folder = new TemporaryFolder();
        var path = folder["stream.ts"];
        var size = string.Create(CultureInfo.InvariantCulture, $"{width}x{height}");

        // Grey, 192 of 255 and 181 of limited range.
        var range = colors.Contains("pc", StringComparison.Ordinal) ? ",scale=out_range=full" : "";
        await Films.MakeAsync(["-f", "lavfi", "-i", $"color=0xC0C0C0:s={size}:r=25,format=yuv444p{range}", "-frames:v", "20", "-c:v", "libx264", "-preset", "ultrafast", .. colors.Split(' ', StringSplitOptions.RemoveEmptyEntries), path]);
        var tools = await FfmpegTools.FindAsync();
        await using var source = await StreamSource.OpenAsync(
            tools, "film", ["-i", path], rows => YuvColor.Assumed(rows).Matrix, reason => reason, CancellationToken.None);
        Assert.Equal(new YuvColor(expected, FullRange: false), source.Format.Color);
        Assert.Equal(((width + 1) / 2 * 2, (height + 1) / 2 * 2), (source.Format.Width, source.Format.Height));
        using var frame = new Frame(source.Format);
        var times = new List<double>();
        while (await source.ReadAsync(frame, CancellationToken.None))
        {
            Assert.Equal(times.Count, frame.Index);
            times.Add(frame.Pts * source.Format.TimeBase.ToDouble());
            Assert.InRange(frame.Picture.Y.Row(10)[10], 178, 184);
        }

        Assert.Equal(20, times.Count);
        for (var i = 0; i < times.Count; i++) Assert.Equal(i * 0.04, times[i], 5);
    }

    [Fact]
    public void DirectShowCameras_Listing_NamesInOrder()
    {
        string[] lines =
        [
            "[dshow @ 000001] \"Integrated Camera\" (video)", "[dshow @ 000001]   Alternative name \"@device_pnp_1\"", "[dshow @ 000001] \"Dash, right\" (video)",
            "[dshow @ 000001] \"Microphone\" (audio)",
        ];
        Assert.Equal(["Integrated Camera", "Dash, right"], CameraOrigin.DirectShowCameras(lines));
    }

    private static async Task RecoversAsync(string address, Func<Task<StreamServer>> serve)
    {
        var feed = new LiveFeed(LiveOrigin.Of(address, imageRate: null, loop: false), TimeProvider.System);
        feed.Start();
        var (last, round) = (0, 0);
        for (; round < 3; round++)
        {
            await using (await serve())
            {
                long? pts = null;
                for (var shown = 0; shown < 15;)
                {
                    using var frame = await feed.NextAsync(CancellationToken.None).AsTask().WaitAsync(Limit);
                    if (frame.Connection == last) continue;
                    Assert.Equal((320, 240), (frame.Format.Width, frame.Format.Height));
                    Assert.True(pts is null || frame.Frame.Pts > pts, $"{frame.Frame.Pts} after {pts}");
                    pts = frame.Frame.Pts;
                    shown++;
                }

                Assert.Equal(LivePhase.Playing, feed.State.Phase);
            }

            // What was on its way still comes; the state tells when it is over.
            await LiveFeedTests.UntilAsync(() => feed.State.Phase == LivePhase.Waiting);
            Assert.NotNull(feed.State.Reason);
            last = feed.Connections;
        }

        await feed.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.All(feed.Pools, pool => Assert.Equal(pool.Count, pool.Free));
        Assert.Equal(0, StreamServer.Running(address));
    }
}
