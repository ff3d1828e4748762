using System.Text.Json;
using Microsoft.Playwright;
using Steerlens.Kernels.Maps;
using Steerlens.Models;

namespace Steerlens.EndToEnd.Tests.Live;

/// <summary>The layer browser.</summary>
[Collection(BrowserTests.Name)]
public sealed class BrowserLayerTests(Browser browser)
{
    [BrowserFact]
    public async Task Layers_AreThoseOfTheNetwork_WithItsChannels()
    {
        var network = DefaultNetwork.Load();
        await using var page = await browser.OpenAsync();
        await page.Page.ClickAsync("#tab-layers");
        var buttons = page.Page.Locator("#layers button");
        Assert.Equal(page.Hello.GetProperty("network").GetProperty("layers").GetArrayLength(), await buttons.CountAsync());

        foreach (var layer in network.Layers.Where(layer => layer is Convolution or Dense))
        {
            await page.Page.ClickAsync($"#layers [data-layer='{layer.Name}']");
            await page.UntilAsync(() => page.Channels.ValueKind == JsonValueKind.Object && page.Channels.GetProperty("layer").ValueEquals(layer.Name), $"channels of {layer.Name}");

            Assert.Equal(layer.Output.Channels, page.Channels.GetProperty("count").GetInt32());
            Assert.Equal((layer.Output.Height, layer.Output.Width), (page.Channels.GetProperty("height").GetInt32(), page.Channels.GetProperty("width").GetInt32()));
            await Assertions.Expect(page.Page.Locator("#layer-words")).ToContainTextAsync($"{layer.Output.Channels} channels of {layer.Output.Height} × {layer.Output.Width}");
            Assert.True(await page.Page.Locator("#tiles").EvaluateAsync<bool>(
                """
                tiles => {
                  const copy = new OffscreenCanvas(tiles.width, tiles.height).getContext('2d', { willReadFrequently: true });
                  copy.drawImage(tiles, 0, 0);
                  return new Set(copy.getImageData(0, 0, tiles.width, tiles.height).data).size > 2;
                }
                """), layer.Name);
        }
    }

    [BrowserFact]
    public async Task Cell_ReachedWithKeys_ShowsItsReceptiveFieldOnTheFrame()
    {
        var network = DefaultNetwork.Load();
        var number = network.Layers.ToList().FindIndex(layer => layer.Name is "conv2");
        var field = ReceptiveField.Of(network, number);
        await using var page = await browser.OpenAsync();
        await page.PauseAsync();
        await page.Page.ClickAsync("#tab-layers");
        await page.Page.ClickAsync("#layers [data-layer='conv2']");
        await page.UntilAsync(() => page.Channels.ValueKind == JsonValueKind.Object, "channels");
        await page.Page.Locator("#tiles").FocusAsync();

        await page.Page.Keyboard.PressAsync("ArrowRight");
        await page.Page.Keyboard.PressAsync("ArrowRight");

        var (row, column) = (network.Layers[number].Output.Height / 2, (network.Layers[number].Output.Width / 2) + 1);
        await Assertions.Expect(page.Page.Locator("#cell-words")).ToContainTextAsync($"row {row}, column {column}");
        var seen = page.Picture.GetProperty("seen").EnumerateArray().Select(value => value.GetDouble()).ToArray();
        var (across, down) = (seen[2] / network.Input.Width, seen[3] / network.Input.Height);
        var mark = page.Page.Locator("[data-marks=field] .mark.seen");
        Assert.Equal(seen[0] + ((field.FirstColumn + (field.StepColumns * column)) * across), await NumberAsync(mark, "x"), 2);
        Assert.Equal(seen[1] + ((field.FirstRow + (field.StepRows * row)) * down), await NumberAsync(mark, "y"), 2);
        Assert.Equal(field.Width * across, await NumberAsync(mark, "width"), 2);
        Assert.Equal(field.Height * down, await NumberAsync(mark, "height"), 2);
    }

    [BrowserFact]
    public async Task Channels_WhileTheTabIsClosed_AreNotAskedFor()
    {
        await using var page = await browser.OpenAsync();
        await page.Page.ClickAsync("#tab-layers");
        await page.Page.ClickAsync("#layers [data-layer='conv1']");
        await page.UntilAsync(() => page.Channels.ValueKind == JsonValueKind.Object, "channels");

        await page.Page.ClickAsync("#tab-map");

        await page.UntilAsync(() => page.Sent.Last(message => message.GetProperty("type").ValueEquals("watch")).GetProperty("layer").ValueKind == JsonValueKind.Null, "the layer to be left");
    }

    private static async Task<double> NumberAsync(ILocator mark, string name) =>
        double.Parse((await mark.GetAttributeAsync(name))!, System.Globalization.CultureInfo.InvariantCulture);
}
