using Microsoft.Playwright;

namespace Steerlens.EndToEnd.Tests.Live;

/// <summary>The line between page and server: it breaks and is made again, and nobody holds anybody else up.</summary>
[Collection(BrowserTests.Name)]
public sealed class BrowserLineTests(Browser browser)
{
    [BrowserFact]
    public async Task Server_KilledAndStartedAgain_IsFoundAgain()
    {
        const string Source = "scene:coast-road?size=320x180&rate=20&duration=1";
        var server = await BrowserServer.StartAsync(Source);
        await using var page = await browser.OpenAsync(server);

        await server.KillAsync();
        var banner = page.Page.Locator("#banner");
        await Assertions.Expect(banner).ToBeVisibleAsync();
        await Assertions.Expect(banner).ToContainTextAsync("server is gone");
        var pictures = page.Pictures;
        await server.DisposeAsync();

        await using var again = await BrowserServer.StartAsync(server.Port, Source);

        await page.UntilAsync(() => page.Pictures > pictures + 5, "pictures of the new server");
        await Assertions.Expect(banner).ToBeHiddenAsync();
        await Assertions.Expect(page.Page.Locator("#source-state")).ToHaveTextAsync("playing");
        page.Forgive("WebSocket connection to");
    }

    [BrowserFact]
    public async Task Clients_OneStalled_TheOtherGetsEveryPicture()
    {
        await using var page = await browser.OpenAsync();
        await using var stalled = await browser.OpenAsync(browser.Server);
        var debugger = await stalled.Page.Context.NewCDPSessionAsync(stalled.Page);
        await debugger.SendAsync("Debugger.enable");
        await debugger.SendAsync("Debugger.pause");
        await Task.Delay(500);
        var (before, beforeStalled) = (page.Pictures, stalled.Pictures);
        var (first, dropped) = (page.Picture.GetProperty("index").GetInt64(), page.State.GetProperty("dropped").GetInt64());

        await page.UntilAsync(() => page.Pictures >= before + 60, "60 pictures beside a stalled page");

        var last = page.Picture.GetProperty("index").GetInt64();
        var missed = last - first - (page.Pictures - before);
        var droppedSince = page.State.GetProperty("dropped").GetInt64() - dropped;
        Assert.True(missed <= droppedSince + 15, $"of {last - first} frames the page missed {missed}; the source dropped {droppedSince}");
        Assert.InRange(stalled.Pictures - beforeStalled, 0, 3);

        await debugger.SendAsync("Debugger.resume");
        await debugger.SendAsync("Debugger.disable");
        var after = stalled.Pictures;
        await stalled.UntilAsync(() => stalled.Pictures > after + 5, "pictures of the page that was stalled");
    }
}
