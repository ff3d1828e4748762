using Microsoft.Playwright;

namespace Steerlens.EndToEnd.Tests.Live;

/// <summary>Each control changes the picture; what does not apply can't be touched, and a refusal is said in words.</summary>
[Collection(BrowserTests.Name)]
public sealed class BrowserSettingsTests(Browser browser)
{
    [BrowserFact]
    public async Task Controls_EachOfThem_ChangesThePausedPicture()
    {
        await using var page = await browser.OpenAsync();
        await page.PauseAsync();
        var page1 = page.Page;

        await ChangesAsync(page, "target", () => page1.ClickAsync("#target label:has-text('left')"), "left");
        await ChangesAsync(page, "target", () => page1.ClickAsync("#target label:has-text('both ways')"), "signed");
        await ChangesAsync(page, "opacity", () => page1.Locator("#opacity").FillAsync("0.2"), "0.2");
        await ChangesAsync(page, "opacity", () => page1.Locator("#opacity").FillAsync("0.9"), "0.9");
        await ChangesAsync(page, "palette", () => page1.ClickAsync("#palette label:has-text('jet')"), "jet");
        await ChangesAsync(page, "sizes", () => page1.Locator("#sizes").SelectOptionAsync("[50]"), "[50]");
        await ChangesAsync(page, "sizes", () => page1.Locator("#sizes").SelectOptionAsync("[15]"), "[15]");
        await ChangesAsync(page, "stride", () => page1.Locator("#stride").SelectOptionAsync("8"), "8");
        await ChangesAsync(page, "fill", () => page1.ClickAsync("#fill label:has-text('black')"), "black");
        await ChangesAsync(page, "region", () => page1.Locator("#region").FillAsync("0.3"), "0.3");
        await ChangesAsync(page, "hud", () => page1.ClickAsync("#hud"), "true");
        await ChangesAsync(page, "layout", () => page1.ClickAsync("#layout label:has-text('inset')"), "pip");
        await ChangesAsync(page, "layout", () => page1.ClickAsync("#layout label:has-text('focus')"), "focus");
        await ChangesAsync(page, "layout", () => page1.ClickAsync("#layout label:has-text('side by side')"), "side-by-side");
        Assert.Equal(960, page.Picture.GetProperty("width").GetInt32());
        await ChangesAsync(page, "layout", () => page1.ClickAsync("#layout label:has-text('blend')"), "blend");
        await ChangesAsync(page, "map", () => page1.Locator("#map").SelectOptionAsync("\"gradcam\""), "gradcam");
        await ChangesAsync(page, "network", () => page1.Locator("#network").SelectOptionAsync("\"gap-pilotnet\""), "gap-pilotnet");
        await Assertions.Expect(page1.Locator("[data-setting=output]")).ToBeHiddenAsync();
    }

    [BrowserFact]
    public async Task Smoothing_WhilePlaying_IsTaken()
    {
        await using var page = await browser.OpenAsync();

        await page.Page.Locator("#smoothing").FillAsync("0.5");

        await page.UntilAsync(() => page.Settings.GetProperty("smoothing").GetRawText() is "0.5", "the smoothing");
        await Assertions.Expect(page.Page.Locator("[data-setting=smoothing] output")).ToHaveTextAsync("0.5 s");
        await page.Page.Locator("#smoothing").FillAsync("0");
        await page.UntilAsync(() => page.Settings.GetProperty("smoothing").ValueKind == System.Text.Json.JsonValueKind.Null, "no smoothing");
    }

    [BrowserFact]
    public async Task Windows_OfAMapWithoutAny_CantBeChosen()
    {
        await using var page = await browser.OpenAsync();
        await Assertions.Expect(page.Page.Locator("#sizes")).ToBeEnabledAsync();

        await page.Page.Locator("#map").SelectOptionAsync("\"saliency\"");

        await Assertions.Expect(page.Page.Locator("#sizes")).ToBeDisabledAsync();
        Assert.Contains("masks no windows", await page.Page.Locator("[data-setting=sizes]").GetAttributeAsync("title"), StringComparison.Ordinal);
        await Assertions.Expect(page.Page.Locator("#target input").First).ToBeDisabledAsync();
        await Assertions.Expect(page.Page.Locator("#bank")).ToContainTextAsync("masks no windows");
    }

    [BrowserFact]
    public async Task Map_ThatTheNetworkCantHave_IsRefusedInWords()
    {
        await using var page = await browser.OpenAsync();

        await page.Page.Locator("#map").SelectOptionAsync("\"cam\"");

        await Assertions.Expect(page.Page.Locator("[data-setting=map] .refusal")).Not.ToHaveTextAsync("");
        await Assertions.Expect(page.Page.Locator("#map")).ToHaveValueAsync("\"occlusion\"");
        Assert.Equal("occlusion", page.Settings.GetProperty("map").GetString());
    }

    [BrowserFact]
    public async Task Keys_ChangeMapTargetLayoutAndPalette()
    {
        await using var page = await browser.OpenAsync();
        await page.Page.Locator("#stage").FocusAsync();
        foreach (var (key, setting) in ((string, string)[])[("-", "opacity"), ("+", "opacity"), ("m", "map"), ("M", "map"), ("t", "target"), ("p", "palette"), ("h", "hud"), ("l", "layout")])
        {
            var before = page.Settings.GetProperty(setting).GetRawText();
            await page.Page.Keyboard.PressAsync(key);
            await page.UntilAsync(() => !string.Equals(page.Settings.GetProperty(setting).GetRawText(), before, StringComparison.Ordinal), $"key {key} to change {setting}");
        }
    }

    private static async Task ChangesAsync(BrowserPage page, string setting, Func<Task> act, string expected)
    {
        var before = await page.CanvasAsync();
        var pictures = page.Pictures;
        await act();
        await page.UntilAsync(() => string.Equals(page.Settings.GetProperty(setting).GetRawText().Trim('"'), expected, StringComparison.Ordinal), $"{setting} to be {expected}");
        await page.UntilAsync(() => page.Pictures > pictures, $"a picture after {setting} = {expected}");
        await page.DiffersAsync(before, 0, $"{setting} = {expected}");
    }
}
