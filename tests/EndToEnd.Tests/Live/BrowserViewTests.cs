using Microsoft.Playwright;
using Steerlens.EndToEnd.Tests.Films;

namespace Steerlens.EndToEnd.Tests.Live;

/// <summary>The picture on the page, and the buttons that play it.</summary>
[Collection(BrowserTests.Name)]
public sealed class BrowserViewTests(Browser browser)
{
    [BrowserFact]
    public async Task Page_WhilePlaying_ShowsMovingVideoWithFigures()
    {
        await using var page = await browser.OpenAsync();
        var before = await page.CanvasAsync();
        var pictures = page.Pictures;

        await page.UntilAsync(() => page.Pictures >= pictures + 25, "25 more pictures");

        Assert.True(BrowserPage.Difference(before, await page.CanvasAsync()) > 1, "the canvas does not change");
        Assert.True(before.Max() - before.Min() > 100, "the canvas is empty");
        await Assertions.Expect(page.Page.Locator("#latency-p95")).Not.ToHaveTextAsync("–");
        await Assertions.Expect(page.Page.Locator("#rate")).Not.ToHaveTextAsync("–");
        await Assertions.Expect(page.Page.Locator("#source-state")).ToHaveTextAsync("playing");
        await Assertions.Expect(page.Page.Locator("#truth")).ToContainTextAsync("true");
        await Assertions.Expect(page.Page.Locator("#bank")).ToContainTextAsync("867 windows");
        await Assertions.Expect(page.Page.Locator("#stages .length rect").Nth(2)).Not.ToHaveAttributeAsync("width", "0");
        Assert.Contains(page.Sent, message => message.GetProperty("type").ValueEquals("seen"));
    }

    [BrowserFact]
    public async Task PauseAndStep_StandStill_AndGoOneFrame()
    {
        await using var page = await browser.OpenAsync();
        await page.PauseAsync();

        // What a slow machine dropped before the pause is gone; from the first step on nothing is.
        var paused = page.Picture.GetProperty("index").GetInt64();
        await page.Page.ClickAsync("#step");
        await page.UntilAsync(() => page.Picture.GetProperty("index").GetInt64() != paused, "the first step");
        await page.SettleAsync();
        var still = await page.CanvasAsync();
        var index = page.Picture.GetProperty("index").GetInt64();
        await Task.Delay(300);
        Assert.Equal(0, BrowserPage.Difference(still, await page.CanvasAsync()));

        await page.Page.ClickAsync("#step");
        await page.UntilAsync(() => page.Picture.GetProperty("index").GetInt64() != index, "the next frame");
        await page.SettleAsync();

        Assert.Equal(index + 1, page.Picture.GetProperty("index").GetInt64());
        Assert.True(BrowserPage.Difference(still, await page.CanvasAsync()) > 0, "the step changed nothing");

        // A button that has the focus keeps the space bar for itself.
        await page.Page.Locator("#stage").FocusAsync();
        await page.Page.Keyboard.PressAsync(" ");
        await page.UntilAsync(() => page.Picture.GetProperty("index").GetInt64() > index + 5, "playing again");
    }

    [BrowserFact]
    public async Task Record_StartedAndStopped_LeavesAFilmThatPlays()
    {
        await using var page = await browser.OpenAsync();
        await page.Page.ClickAsync("#record");
        await page.UntilAsync(() => page.State.GetProperty("recording").ValueKind == System.Text.Json.JsonValueKind.Object && page.State.GetProperty("recording").GetProperty("frames").GetInt64() >= 15, "15 recorded frames");
        await Assertions.Expect(page.Page.Locator("#record")).ToHaveAttributeAsync("aria-pressed", "true");

        await page.Page.ClickAsync("#record");

        var saved = page.Page.Locator("#saved");
        await Assertions.Expect(saved).ToContainTextAsync("Saved steerlens-");
        var film = Path.Combine(browser.Recordings, (await saved.InnerTextAsync())["Saved ".Length..]);
        Assert.True(File.Exists(film), film);
        await Film.PlaysAsync(film);
        Assert.Equal((480, 270), await Film.SizeAsync(film));
        Assert.True((await Film.FrameTimesAsync(film)).Count >= 15);
    }

    [BrowserFact]
    public async Task Snapshot_IsThePictureAtItsFullSize()
    {
        await using var page = await browser.OpenAsync();
        await page.PauseAsync();

        var download = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.ClickAsync("#snapshot"));

        Assert.StartsWith("steerlens-", download.SuggestedFilename, StringComparison.Ordinal);
        Assert.EndsWith(".png", download.SuggestedFilename, StringComparison.Ordinal);
        Assert.Equal((480, 270), await Film.SizeAsync(await download.PathAsync()));
    }

    [BrowserFact]
    public async Task Film_AtItsEnd_PlaysAgain()
    {
        using var folder = new Running.TemporaryFolder();
        await Ffmpeg.MakeAsync(folder["short.mp4"], "320x180", "20", 1);
        await using var server = await BrowserServer.StartAsync(folder["short.mp4"]);
        await using var page = await browser.OpenAsync(server);
        var again = page.Page.Locator("#again");
        await Assertions.Expect(again).ToBeVisibleAsync();
        await Assertions.Expect(page.Page.Locator("#source-state")).ToHaveTextAsync("at its end");
        var pictures = page.Pictures;

        await again.ClickAsync();

        await page.UntilAsync(() => page.Pictures > pictures + 3, "pictures of the second time");
    }

    [BrowserFact]
    public async Task Pictures_AreLeafedThrough()
    {
        await using var page = await browser.OpenAsync();
        var road = await page.CanvasAsync();

        await page.Page.ClickAsync("#picture-next");

        var place = page.Page.Locator("#picture-place");
        await Assertions.Expect(place).ToContainTextAsync("1 of 3");
        await page.DiffersAsync(road, 20, "another picture");
        await page.Page.ClickAsync("#picture-previous");
        await Assertions.Expect(place).ToContainTextAsync("3 of 3");
        await page.Page.ClickAsync("#picture-live");
        await Assertions.Expect(place).ToHaveTextAsync("3 pictures");
        var pictures = page.Pictures;
        await page.UntilAsync(() => page.Pictures > pictures + 3, "live pictures");
    }
}
