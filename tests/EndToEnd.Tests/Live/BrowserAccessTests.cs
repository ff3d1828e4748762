using System.Text.Json;
using Microsoft.Playwright;

namespace Steerlens.EndToEnd.Tests.Live;

/// <summary>The page for everybody: by keyboard, by ear, on a phone, in either light.</summary>
[Collection(BrowserTests.Name)]
public sealed class BrowserAccessTests(Browser browser)
{
    [BrowserFact]
    public async Task Controls_OfEveryPanel_HaveNames()
    {
        await using var page = await browser.OpenAsync();
        var tree = await page.Page.Context.NewCDPSessionAsync(page.Page);
        foreach (var tab in (string[])["map", "layers", "ask"])
        {
            await page.Page.ClickAsync($"#tab-{tab}");
            if (tab is "layers") await page.Page.ClickAsync("#layers [data-layer='conv1']");
            var nodes = (await tree.SendAsync("Accessibility.getFullAXTree"))!.Value.GetProperty("nodes").EnumerateArray().ToList();
            var controls = nodes.Where(IsFocusable).Where(node => !string.Equals(Role(node), "RootWebArea", StringComparison.Ordinal)).ToList();
            Assert.True(controls.Count > 15, $"{tab}: {controls.Count} controls");
            Assert.All(controls, node => Assert.True(Name(node).Length > 0, $"{tab}: a {Role(node)} has no name: {node}"));
        }

        static bool IsFocusable(JsonElement node) => node.TryGetProperty("properties", out var properties)
            && properties.EnumerateArray().Any(property => property.GetProperty("name").ValueEquals("focusable") && property.GetProperty("value").GetProperty("value").GetBoolean());
        static string Role(JsonElement node) => node.TryGetProperty("role", out var role) ? role.GetProperty("value").GetString()! : "";
        static string Name(JsonElement node) => node.TryGetProperty("name", out var name) ? name.GetProperty("value").GetString()! : "";
    }

    [BrowserFact]
    public async Task Identifiers_AreUnique_AndReferencesLead()
    {
        await using var page = await browser.OpenAsync();
        var wrong = await page.Page.EvaluateAsync<string[]>(
            """
            () => {
              const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
              const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
              const lost = [...document.querySelectorAll('[aria-labelledby], [aria-controls], [aria-describedby], label[for]')]
                .flatMap(element => ['aria-labelledby', 'aria-controls', 'aria-describedby', 'for'].map(name => element.getAttribute(name)).filter(id => id && !document.getElementById(id)));
              return [...twice, ...lost, ...[...document.querySelectorAll('[style]')].filter(element => element.closest('svg')).map(element => element.outerHTML)];
            }
            """);
        Assert.Empty(wrong);
    }

    [BrowserTheory]
    [InlineData("dark")]
    [InlineData("light")]
    public async Task Text_InEitherLight_HasContrast(string theme)
    {
        await using var page = await browser.OpenAsync(new BrowserNewContextOptions { ColorScheme = string.Equals(theme, "dark", StringComparison.Ordinal) ? ColorScheme.Dark : ColorScheme.Light });
        Assert.Equal(theme, await page.Page.EvaluateAsync<string>("document.documentElement.dataset.theme"));
        var colors = await page.Page.EvaluateAsync<Dictionary<string, double>>(
            """
            () => {
              const styles = getComputedStyle(document.documentElement);
              const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
              const light = name => {
                context.fillStyle = styles.getPropertyValue(`--${name}`);
                context.fillRect(0, 0, 1, 1);
                const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map(value => value / 255).map(value => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              return Object.fromEntries(['ink', 'quiet', 'left', 'right', 'truth', 'caution', 'ground', 'panel', 'raised'].map(name => [name, light(name)]));
            }
            """);
        foreach (var ink in (string[])["ink", "quiet", "left", "right", "truth", "caution"])
        {
            foreach (var ground in (string[])["ground", "panel"])
            {
                var (first, second) = (colors[ink] + 0.05, colors[ground] + 0.05);
                var ratio = Math.Max(first, second) / Math.Min(first, second);
                Assert.True(ratio >= 4.5, $"{theme}: {ink} on {ground} has {ratio:0.00}");
            }
        }
    }

    [BrowserFact]
    public async Task HelpSheet_OpensAndClosesWithKeys()
    {
        await using var page = await browser.OpenAsync();
        await page.Page.Locator("#stage").FocusAsync();
        await page.Page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.Page.Locator("#sheet")).ToBeVisibleAsync();
        await Assertions.Expect(page.Page.Locator("#keys")).ToContainTextAsync("next map");
        await page.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Page.Locator("#sheet")).ToBeHiddenAsync();
    }

    [BrowserFact]
    public async Task Tabs_AreReachedWithTheKeyboardAlone()
    {
        await using var page = await browser.OpenAsync();
        await page.Page.Locator("#tab-map").FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(page.Page.Locator("#panel-layers")).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Tab");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.UntilAsync(() => page.Channels.ValueKind == JsonValueKind.Object, "channels of the first layer");
        await Assertions.Expect(page.Page.Locator("#announcer")).ToHaveAttributeAsync("aria-live", "polite");
    }

    [BrowserFact]
    public async Task Phone_HasRoomForAThumb_AndNoSidewaysScrolling()
    {
        await using var page = await browser.OpenAsync(new BrowserNewContextOptions { ViewportSize = new() { Width = 390, Height = 844 }, HasTouch = true, IsMobile = true });
        foreach (var tab in (string[])["map", "layers", "ask"])
        {
            await page.Page.TapAsync($"#tab-{tab}");
            Assert.True(await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390, $"{tab} is wider than the screen");
            var small = await page.Page.EvaluateAsync<string[]>(
                "() => [...document.querySelectorAll('.transport button, .side button, .side select, .segments label')].filter(element => element.checkVisibility()).filter(element => element.getBoundingClientRect().height < 40).map(element => element.outerHTML)");
            Assert.Empty(small);
        }

        await page.Page.TapAsync("#pause");
        await page.UntilAsync(() => page.State.GetProperty("paused").GetBoolean(), "the pause");
        Assert.True(await page.Page.Locator("#record").IsVisibleAsync());
    }
}
