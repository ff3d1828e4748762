using System.Globalization;
using System.Text.Json;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.EndToEnd.Tests.Live;

/// <summary>
/// The way of a frame to the eye: the scene draws the time into each frame as it is made, and a reader in the page looks for it on the canvas
/// whenever the browser is about to show a frame of its own. What it finds there is on the screen one such frame later, which is counted in.
/// </summary>
internal static class BrowserLatency
{
    private const string Reader =
        """
        ([milliseconds, blocks, wraps]) => new Promise(done => {
          const canvas = document.getElementById('picture');
          const strip = new OffscreenCanvas(blocks * 4, 4).getContext('2d', { willReadFrequently: true });
          const found = [];
          let last = -1;
          let waiting = null;
          let refreshes = 0;
          const begin = performance.now();
          const look = () => {
            const now = Date.now();
            refreshes++;
            if (waiting !== null) found.push(((now - waiting) % wraps + wraps) % wraps);
            waiting = null;
            const rows = Math.min(Math.floor(canvas.height / 4) * 2, Math.max(16, Math.floor(canvas.height / 48) * 2));
            strip.drawImage(canvas, 0, canvas.height - rows * 0.75, canvas.width, rows / 2, 0, 0, blocks * 4, 4);
            const { data } = strip.getImageData(0, 0, blocks * 4, 4);
            const level = block => {
              let sum = 0;
              for (const y of [1, 2]) for (const x of [1, 2]) sum += data[4 * (y * blocks * 4 + block * 4 + x) + 1];
              return sum / 4;
            };
            const middle = (level(0) + level(1)) / 2;
            let time = 0;
            let check = 0;
            for (let bit = 0; bit < 24; bit++) time = time * 2 + (level(2 + bit) > middle ? 1 : 0);
            for (let bit = 0; bit < 4; bit++) check = check * 2 + (level(26 + bit) > middle ? 1 : 0);
            let expected = 0;
            for (let shift = 0; shift < 24; shift += 4) expected ^= (time >> shift) & 15;
            if (level(0) - level(1) > 40 && check === expected && time !== last) {
              if (last >= 0) waiting = time;
              last = time;
            }
            if (performance.now() - begin < milliseconds) requestAnimationFrame(look);
            else done({ found, refreshes, seconds: (performance.now() - begin) / 1000 });
          };
          requestAnimationFrame(look);
        })
        """;

    /// <summary>Measures, and prints what came out.</summary>
    public static async Task MeasureAsync(Browser browser, double seconds)
    {
        const string Source = "scene:coast-road?clock=1&size=1280x720&rate=25";
        await using var server = await BrowserServer.StartAsync(Source, "--map", "occlusion*gradcam");
        await using var page = await browser.OpenAsync(server, new() { ViewportSize = new() { Width = 1440, Height = 900 } });

        // The road is drawn once, 115 frames of it, before it costs no more than a copy.
        await page.UntilAsync(() => page.Picture.GetProperty("index").GetInt64() > 160, "the road to be drawn");
        await Task.Delay(TimeSpan.FromSeconds(5));
        var (dropped, received) = Counts(page.State);

        var result = await page.Page.EvaluateAsync<JsonElement>(Reader, new object[] { seconds * 1000, ClockBar.Blocks, ClockBar.Wraps });

        await Task.Delay(TimeSpan.FromSeconds(1.1));
        var (droppedAfter, receivedAfter) = Counts(page.State);
        var found = result.GetProperty("found").EnumerateArray().Select(value => value.GetDouble()).Order().ToArray();
        var over = result.GetProperty("seconds").GetDouble();
        Assert.True(found.Length > 0, "no time was read from the canvas");
        Line($"{Source}, map occlusion*gradcam, 867 windows, {over:0} s, {Environment.ProcessorCount} cores, the browser beside it");
        Line($"latency       p50 {At(found, 0.5):0} ms, p95 {At(found, 0.95):0} ms, most {found[^1]:0} ms");
        Line($"seen          {found.Length / over:0.0} frames/s of {(receivedAfter - received) / (over + 1.1):0.0}");
        Line($"dropped       {droppedAfter - dropped} of {receivedAfter - received} frames, by the queue before the stages");
        Line($"refreshes     {result.GetProperty("refreshes").GetInt32() / over:0.0} a second");
        var stages = page.Picture.GetProperty("stages");
        Line($"last frame    {string.Join(", ", stages.EnumerateObject().Select(stage => string.Create(CultureInfo.InvariantCulture, $"{stage.Name} {stage.Value.GetDouble():0.0} ms")))}");
        Line($"the page says p50 {await page.Page.InnerTextAsync("#latency-p50")} ms, p95 {await page.Page.InnerTextAsync("#latency-p95")} ms");
    }

    private static (long Dropped, long Received) Counts(JsonElement state) => (state.GetProperty("dropped").GetInt64(), state.GetProperty("received").GetInt64());

    private static double At(double[] sorted, double share) => sorted[(int)Math.Max(0, Math.Ceiling(share * sorted.Length) - 1)];

    private static void Line(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
