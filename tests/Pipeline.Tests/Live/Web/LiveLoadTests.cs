using System.Net.WebSockets;
using Steerlens.Pipeline.Live.Web;
using Steerlens.Pipeline.Tests.Live.Sources;

namespace Steerlens.Pipeline.Tests.Live.Web;

/// <summary>Pages that are slow, many, or mean no good.</summary>
public sealed class LiveLoadTests
{
    private const string Upgrade =
        "GET /live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
        + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    [Fact]
    public async Task TwoPages_OneThatNeverAnswersAndOneThatNeverReads_TheThirdGetsAllPictures()
    {
        await using var host = await LiveHost.StartAsync();
        await using var silent = await LivePage.OpenAsync(host);
        silent.Answers = false;
        await using var deaf = await LivePage.OpenAsync(host, reads: false);
        await using var page = await LivePage.OpenAsync(host);
        var first = await page.NextAsync("picture");

        var pictures = new List<long> { first.Index };
        while (pictures.Count < 40) pictures.Add((await page.NextAsync("picture")).Index);

        Assert.Equal(pictures.Order(), pictures);
        Assert.Equal(2, silent.TakeAll().Count(message => message.IsPicture));

        // As soon as it answers, it gets the newest one.
        await silent.SendTextAsync("{\"type\":\"seen\",\"index\":0}");
        Assert.True((await silent.NextAsync("picture")).Index >= pictures[^1]);
    }

    [Fact]
    public async Task Pages_TwoHundredAtOnce_AsManyAsAreLetInAndTheOthersAreRefused()
    {
        await using var host = await LiveHost.StartAsync(new ScriptedOrigin(waits: true, new ScriptedConnection { Frames = 1 }));
        var lines = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => RawRequest.SendAsync(host.Port, LiveDoorTests.At(host, Upgrade))));

        var answers = new List<int>();
        foreach (var line in lines) answers.Add(RawRequest.StatusOf(await line.HeadAsync()));

        Assert.Equal(ClientList.Most, answers.Count(answer => answer == 101));
        Assert.Equal(200 - ClientList.Most, answers.Count(answer => answer == 503));

        // Places that become free are given again.
        foreach (var line in lines) await line.DisposeAsync();
        for (var trial = 0; trial < 600 && host.Clients.Count > 0; trial++) await Task.Delay(50);
        await using var page = await LivePage.OpenAsync(host);
        Assert.Equal("hello", (await page.NextAsync(_ => true)).Type);
    }

    [Fact]
    public async Task Message_ThatIsTooLarge_EndsTheLine()
    {
        await using var host = await LiveHost.StartAsync();
        await using var page = await LivePage.OpenAsync(host);
        await page.NextAsync("hello");

        await page.SendTextAsync("{\"type\":\"set\",\"settings\":{\"map\":\"" + new string('x', LiveClient.LargestMessage) + "\"}}");

        await page.EndAsync();
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, page.CloseStatus);
    }

    [Fact]
    public async Task Message_OfBytes_EndsTheLine()
    {
        await using var host = await LiveHost.StartAsync();
        await using var page = await LivePage.OpenAsync(host);
        await page.NextAsync("hello");

        await page.SendTextAsync("{}", WebSocketMessageType.Binary);

        await page.EndAsync();
        Assert.Equal(WebSocketCloseStatus.InvalidMessageType, page.CloseStatus);
    }

    [Theory]
    [InlineData("{\"type\":\"ping\",\"client\":1}")]
    [InlineData("{\"type\":\"seen\",\"index\":1}")]
    [InlineData("nonsense")]
    public async Task Messages_InAFlood_EndTheLine(string message)
    {
        await using var host = await LiveHost.StartAsync();
        await using var page = await LivePage.OpenAsync(host);
        page.Answers = false;
        await page.NextAsync("hello");

        try
        {
            for (var count = 0; count < 2000 && page.State == WebSocketState.Open; count++) await page.SendTextAsync(message);
        }
        catch (Exception end) when (end is WebSocketException or InvalidOperationException or ObjectDisposedException or OperationCanceledException)
        {
            // It was ended while we sent.
        }

        await page.EndAsync();
        Assert.NotEqual(WebSocketState.Open, page.State);
        await using var other = await LivePage.OpenAsync(host);
        await other.NextAsync("picture");
    }

    [Theory]
    [InlineData("reserved bits", new byte[] { 0xF1, 0x80, 0, 0, 0, 0 })]
    [InlineData("a frame without a mask", new byte[] { 0x81, 0x08, 0x7B, 0x7D, 0x7B, 0x7D, 0x7B, 0x7D, 0x7B, 0x7D })]
    [InlineData("an unknown kind of frame", new byte[] { 0x8B, 0x80, 0, 0, 0, 0 })]
    [InlineData("a frame of 2^63 bytes", new byte[] { 0x81, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0 })]
    [InlineData("a continuation of nothing", new byte[] { 0x80, 0x80, 0, 0, 0, 0 })]
    public async Task Socket_ThatBreaksTheProtocol_IsEndedAndTheOthersGoOn(string name, byte[] bytes)
    {
        await using var host = await LiveHost.StartAsync();
        await using var page = await LivePage.OpenAsync(host);
        await using var line = await RawRequest.SendAsync(host.Port, LiveDoorTests.At(host, Upgrade));
        Assert.True(RawRequest.StatusOf(await line.HeadAsync()) == 101, name);

        await line.WriteAsync(bytes);

        await line.EndAsync();
        page.TakeAll();
        await page.NextAsync("picture");
    }

    [Fact]
    public async Task Session_WithPagesComingAndGoing_LeavesNoExceptionUnobserved()
    {
        var unobserved = new List<Exception>();
        EventHandler<UnobservedTaskExceptionEventArgs> note = (_, failure) =>
        {
            lock (unobserved) unobserved.Add(failure.Exception);
        };
        TaskScheduler.UnobservedTaskException += note;
        try
        {
            await using (var host = await LiveHost.StartAsync())
            {
                for (var round = 0; round < 5; round++)
                {
                    await using var page = await LivePage.OpenAsync(host);
                    await using var rude = await LivePage.OpenAsync(host, reads: false);
                    await page.NextAsync("picture");
                    await page.SendAsync("watch", "\"layer\":\"conv1\"");
                    await page.SendAsync("set", $"\"settings\":{{\"stride\":{4 + round}}}");
                }
            }

            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            lock (unobserved) Assert.DoesNotContain(unobserved, failure => failure.ToString().Contains("Steerlens.Pipeline.Live", StringComparison.Ordinal));
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= note;
        }
    }
}
