using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;

namespace Steerlens.EndToEnd.Tests.Live;

/// <summary>A source that goes away and comes back, seen from the page.</summary>
[Collection(BrowserTests.Name)]
public sealed class BrowserSourceTests(Browser browser)
{
    [BrowserTheory]
    [InlineData("udp", "")]
    [InlineData("http", "/road.ts")]
    public async Task Source_KilledAndStartedThreeTimes_IsShownAgainEachTime(string scheme, string path)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"{scheme}://127.0.0.1:{BrowserServer.FreePort()}{path}");
        var sender = Send(address);
        try
        {
            await using var server = await BrowserServer.StartAsync(address);
            await using var page = await browser.OpenAsync(server);
            for (var round = 0; round < 3; round++)
            {
                End(sender);
                await Assertions.Expect(page.Page.Locator("#source-state")).ToContainTextAsync("waiting", new LocatorAssertionsToContainTextOptions { Timeout = 60_000 });
                var pictures = page.Pictures;
                sender = Send(address);
                await page.UntilAsync(() => page.Pictures > pictures + 5, "pictures of the source that is back");
                await Assertions.Expect(page.Page.Locator("#source-state")).ToHaveTextAsync("playing");
            }
        }
        finally
        {
            End(sender);
        }
    }

    private static Process Send(string address)
    {
        string[] listen = address.StartsWith("http", StringComparison.Ordinal) ? ["-listen", "1"] : [];
        return Process.Start(new ProcessStartInfo(
            "ffmpeg", ["-v", "quiet", "-nostdin", "-re", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=20", "-c:v", "mpeg2video", "-g", "10", "-f", "mpegts", .. listen, address])
        {
            UseShellExecute = false,
        })!;
    }

    private static void End(Process process)
    {
        using (process)
        {
            if (!process.HasExited) process.Kill();
            process.WaitForExit();
        }
    }
}
