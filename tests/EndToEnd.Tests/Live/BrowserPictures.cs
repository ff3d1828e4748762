using Microsoft.Playwright;

namespace Steerlens.EndToEnd.Tests.Live;

/// <summary>Makes the pictures of the page that the documentation shows, of a rendered road.</summary>
internal static class BrowserPictures
{
    /// <summary>Writes <c>live-desktop.png</c>, <c>live-layers.png</c> and <c>live-phone.png</c>.</summary>
    public static async Task MakeAsync(Browser browser, string folder)
    {
        await using var server = await BrowserServer.StartAsync("scene:coast-road");
        await using (var desktop = await browser.OpenAsync(server, Desktop(ColorScheme.Dark)))
        {
            await PrepareAsync(desktop);
            await ShootAsync(desktop, folder, "live-desktop.png");
        }

        await using (var layers = await browser.OpenAsync(server, Desktop(ColorScheme.Light)))
        {
            await PrepareAsync(layers);
            await layers.Page.ClickAsync("#tab-layers");
            await layers.Page.ClickAsync("#layers [data-layer='conv2']");
            await layers.UntilAsync(() => layers.Channels.ValueKind == System.Text.Json.JsonValueKind.Object && layers.Channels.GetProperty("framesWatched").GetInt32() >= 20, "channels of 20 frames");
            await layers.PauseAsync();
            await layers.Page.Locator("#tiles").HoverAsync(new() { Position = new() { X = 310, Y = 66 } });
            await ShootAsync(layers, folder, "live-layers.png");
            await layers.Page.ClickAsync("#pause");
        }

        await using var phone = await browser.OpenAsync(server, new()
        {
            ViewportSize = new() { Width = 390, Height = 844 },
            DeviceScaleFactor = 2,
            HasTouch = true,
            IsMobile = true,
            ColorScheme = ColorScheme.Light,
        });
        await PrepareAsync(phone);
        await ShootAsync(phone, folder, "live-phone.png");
    }

    private static BrowserNewContextOptions Desktop(ColorScheme scheme) => new() { ViewportSize = new() { Width = 1440, Height = 900 }, ColorScheme = scheme };

    // The page has its own wheel and plot; ten seconds fill the plot.
    private static async Task PrepareAsync(BrowserPage page)
    {
        if (page.Settings.GetProperty("hud").GetBoolean()) await page.Page.Locator("#hud").ClickAsync();
        await page.UntilAsync(() => !page.Settings.GetProperty("hud").GetBoolean(), "a picture without instruments");
        var first = page.Picture.GetProperty("pts").GetDouble();
        await page.UntilAsync(() => page.Picture.GetProperty("pts").GetDouble() > first + 10, "ten seconds");
    }

    private static Task ShootAsync(BrowserPage page, string folder, string name) => page.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name) });
}
