using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Steerlens.EndToEnd.Tests.Live;
using Steerlens.EndToEnd.Tests.Running;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Models;
using Xunit.Abstractions;

namespace Steerlens.EndToEnd.Tests.Exporting;

/// <summary>The page of <c>docs</c> as it is, in a browser, with what <c>steerlens export</c> wrote.</summary>
public sealed class ExportBrowserTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const double Tolerance = 1e-5;

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _complaints = [];
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private StaticSite? _site;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.CloseAsync();
        _playwright?.Dispose();
        if (_site is not null) await _site.DisposeAsync();
        _folder.Dispose();
    }

    [ExportBrowserFact]
    public async Task Page_WithAPicture_ShowsTheEnginesAngleAndMap()
    {
        await SteerlensProgram.RunAsync("render", "scene:coast-road?duration=1", "-o", _folder["road.mp4"]);
        await Films.Ffmpeg.RunAsync("-i", _folder["road.mp4"], "-frames:v", "1", _folder["road.png"]);
        var page = await OpenAsync();

        await page.SetInputFilesAsync("#file", _folder["road.png"]);
        await Assertions.Expect(page.Locator("#angle")).ToContainTextAsync("degrees");

        var (planes, angle, map) = await AnswerAsync(page, """
            const picture = await createImageBitmap(document.getElementById('file').files[0]);
            const input = inputOf(picture, document.getElementById('seen'));
            """);
        Compare(planes, angle, map);
        var degrees = angle * 180 / Math.PI;
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(degrees):F1} degrees to the {(degrees < 0 ? "left" : "right")}"), await page.Locator("#angle").TextContentAsync());
        Assert.Equal(map.Count(value => value > 0.004 * map.Max()), await page.EvaluateAsync<int>(
            """
            () => {
              const heat = document.getElementById('heat');
              const { data } = heat.getContext('2d').getImageData(0, 0, heat.width, heat.height);
              return data.filter((value, at) => at % 4 === 3 && value > 1).length;
            }
            """), 0.05 * map.Length);
        Assert.Empty(_complaints);
    }

    [ExportBrowserFact]
    public async Task Explain_OfNoise_IsTheEnginesAngleAndMap()
    {
        var page = await OpenAsync();
        for (var seed = 1; seed <= 3; seed++)
        {
            var (planes, angle, map) = await AnswerAsync(page, string.Create(CultureInfo.InvariantCulture, $$"""
                let state = {{seed}};
                const input = Float32Array.from({ length: 3 * 66 * 200 }, () => (state = (state * 48271) % 2147483647) / 1073741823.5 - 1);
                """));
            Compare(planes, angle, map);
        }

        Assert.Empty(_complaints);
    }

    private async Task<IPage> OpenAsync()
    {
        var run = await SteerlensProgram.RunAsync("export", "-o", _folder["explained.onnx"], "--map", "gradcam", "--layer", "conv3", "--target", "auto");
        Assert.True(run.ExitCode == 0, run.Error);
        _site = await StaticSite.StartAsync(
            ("", _folder.Path), ("", Path.Combine(RepositoryRoot.Path, "docs")), ("/node_modules", Path.Combine(RepositoryRoot.Path, "bench", "peers", "node_modules")));
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Browser.Program, Args = ["--no-sandbox"] });
        var page = await _browser.NewPageAsync();
        page.SetDefaultTimeout(120_000);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _complaints.Add($"{message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => _complaints.Add(error);
        await page.GotoAsync(_site.Address + "/export-browser.html");
        await Assertions.Expect(page.Locator("#angle")).ToHaveTextAsync("Choose a picture.", new() { Timeout = 120_000 });
        return page;
    }

    /// <summary>Asks the page's own functions about an input that some lines of script make.</summary>
    private static async Task<(float[] Planes, double Angle, float[] Map)> AnswerAsync(IPage page, string input)
    {
        var answer = await page.EvaluateAsync<JsonElement>(
            $$"""
            async () => {
              const { open, explain, inputOf } = await import('./export-browser.js');
              {{input}}
              const session = globalThis.session ??= await open('explained.onnx');
              const { angle, map } = await explain(session, input);
              return { planes: [...input], angle, map: [...map] };
            }
            """);
        return (Values(answer, "planes"), answer.GetProperty("angle").GetDouble(), Values(answer, "map"));
    }

    private static float[] Values(JsonElement answer, string name) => [.. answer.GetProperty(name).EnumerateArray().Select(value => value.GetSingle())];

    private void Compare(float[] planes, double angle, float[] map)
    {
        var network = DefaultNetwork.Load();
        var (pixels, channels) = (network.Input.Height * network.Input.Width, network.Input.Channels);
        var input = new float[planes.Length];
        for (var at = 0; at < planes.Length; at++) input[(at % pixels * channels) + (at / pixels)] = planes[at];

        using var engine = new CpuEngine(network, 1);
        using var pass = engine.NewPass();
        engine.Forward(input, pass);
        var own = new float[1];
        engine.CopyActivation(pass, network.Layers.Count - 1, own);
        using var method = new GradCamMap(engine, LayerChoice.Resolve(network, "conv3"));
        var values = new float[method.Height * method.Width];
        method.Compute(pass, input, [1f], own[0] < 0 ? Target.Left : Target.Right, values);

        Assert.Equal(values.Length, map.Length);
        var (angleError, mapError) = (Math.Abs(own[0] - angle), values.Zip(map, (one, other) => Math.Abs((double)one - other)).Max() / method.Magnitude);
        output.WriteLine($"angle {own[0]:0.0000} rad: off by {angleError:0.0e0}; map off by {mapError:0.0e0} of full scale");
        Assert.True(angleError <= Tolerance, $"angle {angle} is not {own[0]}");
        Assert.True(mapError <= Tolerance, $"the map is off by {mapError:0.0e0} of full scale");
    }
}
