using Microsoft.Playwright;
using Steerlens.Kernels.Images;
using Steerlens.Kernels.Maps;
using Steerlens.Models;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Measuring;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Stages;

namespace Steerlens.EndToEnd.Tests.Live;

/// <summary>Drawing on the picture: the answer is the engine's.</summary>
[Collection(BrowserTests.Name)]
public sealed class BrowserAskTests(Browser browser)
{
    [BrowserFact]
    public async Task Rectangle_DrawnOnThePausedRoad_ChangesTheAngleAsTheEngineSays()
    {
        await using var page = await browser.OpenAsync();
        await page.PauseAsync();
        await page.Page.ClickAsync("#tab-ask");

        await DragAsync(page, (0.42, 0.45), (0.7, 0.8));
        await page.UntilAsync(() => page.Answers.Count == 1, "an answer");

        var asked = page.Sent.Last(message => message.GetProperty("type").ValueEquals("ask")).GetProperty("rectangle").EnumerateArray().Select(value => value.GetDouble()).ToArray();
        Assert.Equal(0.42, asked[0], 2);
        Assert.Equal(0.45, asked[1], 2);
        Assert.Equal(0.28, asked[2], 2);
        Assert.Equal(0.35, asked[3], 2);
        var (angle, masked) = Engine(page.Picture.GetProperty("index").GetInt64(), asked);
        var answer = page.Answers.Last();
        Assert.Equal(angle, answer.GetProperty("angle").GetDouble(), 1e-6);
        Assert.Equal(masked, answer.GetProperty("masked").GetDouble(), 1e-6);
        Assert.NotEqual(angle, masked);
        Assert.Equal(angle, page.Picture.GetProperty("angle").GetDouble(), 1e-6);
        await Assertions.Expect(page.Page.Locator("#answers li")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Page.Locator("[data-marks=asked] text")).ToContainTextAsync("→");

        await page.Page.ClickAsync("#step");
        await Assertions.Expect(page.Page.Locator("[data-marks=asked] rect")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task Rectangle_WithKeys_IsAskedAboutToo()
    {
        await using var page = await browser.OpenAsync();
        await page.Page.ClickAsync("#tab-ask");
        await page.Page.Locator("#stage").FocusAsync();

        await page.Page.Keyboard.PressAsync("ArrowRight");
        await page.UntilAsync(() => page.State.GetProperty("paused").GetBoolean(), "the pause that drawing makes");
        await page.SettleAsync();
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await page.Page.Keyboard.PressAsync("Shift+ArrowDown");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.UntilAsync(() => page.Answers.Count == 1, "an answer");

        var asked = page.Sent.Last(message => message.GetProperty("type").ValueEquals("ask")).GetProperty("rectangle").EnumerateArray().Select(value => value.GetDouble()).ToArray();
        Assert.Equal(0.42, asked[0], 6);
        Assert.Equal(0.5, asked[1], 6);
        Assert.Equal(0.2, asked[2], 6);
        Assert.Equal(0.22, asked[3], 6);
        await page.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Page.Locator("#ask")).ToBeDisabledAsync();
    }

    [BrowserFact]
    public async Task Rectangle_SideBySide_IsInTheSourceFromEitherHalf()
    {
        await using var page = await browser.OpenAsync();
        await page.PauseAsync();
        await page.Page.ClickAsync("#layout label:has-text('side by side')");
        await page.UntilAsync(() => page.Picture.GetProperty("width").GetInt32() == 960, "the layout");
        await page.SettleAsync();
        await page.Page.ClickAsync("#tab-ask");

        await DragAsync(page, (0.6, 0.3), (0.9, 0.6));
        await page.UntilAsync(() => page.Answers.Count == 1, "an answer");

        var asked = page.Sent.Last(message => message.GetProperty("type").ValueEquals("ask")).GetProperty("rectangle").EnumerateArray().Select(value => value.GetDouble()).ToArray();
        Assert.Equal(0.2, asked[0], 2);
        Assert.Equal(0.6, asked[2], 2);
        Assert.Equal(2, await page.Page.Locator("[data-marks=asked] .hidden-part").CountAsync());
    }

    /// <summary>Drags over the picture, from and to shares of the canvas.</summary>
    private static async Task DragAsync(BrowserPage page, (double X, double Y) from, (double X, double Y) to)
    {
        // The canvas is fitted into its place with its own proportions.
        var place = await page.Page.EvaluateAsync<double[]>(
            """
            () => {
              const canvas = document.getElementById('picture');
              const box = canvas.getBoundingClientRect();
              const scale = Math.min(box.width / canvas.width, box.height / canvas.height);
              const [width, height] = [canvas.width * scale, canvas.height * scale];
              return [box.left + (box.width - width) / 2, box.top + (box.height - height) / 2, width, height];
            }
            """);
        var mouse = page.Page.Mouse;
        await mouse.MoveAsync((float)(place[0] + (from.X * place[2])), (float)(place[1] + (from.Y * place[3])));
        await mouse.DownAsync();
        await mouse.MoveAsync((float)(place[0] + (to.X * place[2])), (float)(place[1] + (to.Y * place[3])), new MouseMoveOptions { Steps = 3 });
        await mouse.UpAsync();
    }

    /// <summary>The angle of a frame of the road, and the one with the rectangle covered, worked out here.</summary>
    private static (double Angle, double Masked) Engine(long index, double[] shares)
    {
        var options = SceneOptions.Parse("scene:coast-road?size=480x270&rate=20&duration=3");
        var scene = new SceneSource(options);
        var network = DefaultNetwork.Load();
        using var engine = EngineChoice.Create(network, threads: 1);
        var weights = OutputChoice.Resolve(network, null);
        using var frame = new Frame(scene.Format);
        // The road goes back and forth.
        scene.Render(HeldFrames.PlaceOf(index, (int)options.FrameCount), frame.Picture);
        var box = new MapRectangle(shares[0] * options.Width, shares[1] * options.Height, shares[2] * options.Width, shares[3] * options.Height);
        var angle = Angle();
        new BoxMask(options.Width, options.Height, BoxFill.Mean, box).Apply(frame.Picture, box);
        return (angle, Angle());

        double Angle()
        {
            new ResizeStage(network, scene.Format).Process(frame);
            new InferStage(engine, weights).Process(frame);
            return frame.Angle;
        }
    }
}
