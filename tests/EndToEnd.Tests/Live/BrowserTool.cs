using System.Globalization;
using Steerlens.EndToEnd.Tests.Archive;

namespace Steerlens.EndToEnd.Tests.Live;

/// <summary>
/// What is done with the tests' parts apart from testing: <c>faults</c> tries every fault and writes their table, and with the browser <c>dotnet run --project tests/EndToEnd.Tests -c Release -- live-latency</c> measures the
/// way from a frame being made to its being seen, <c>live-pictures FOLDER</c> makes the pictures of the page.
/// </summary>
internal static class BrowserTool
{
    private const double UsualSeconds = 20;

    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is ["faults"])
        {
            await FaultTable.WriteAsync();
            return 0;
        }

        if (Browser.Program is null)
        {
            await Console.Error.WriteLineAsync(Browser.Missing);
            return 6;
        }

        var browser = new Browser();
        try
        {
            switch (arguments)
            {
                case ["live-latency"]:
                    await BrowserLatency.MeasureAsync(browser, UsualSeconds);
                    return 0;
                case ["live-latency", var seconds] when double.TryParse(seconds, CultureInfo.InvariantCulture, out var duration):
                    await BrowserLatency.MeasureAsync(browser, duration);
                    return 0;
                case ["live-pictures", var folder]:
                    await BrowserPictures.MakeAsync(browser, folder);
                    return 0;
                default:
                    await Console.Error.WriteLineAsync("faults | live-latency [SECONDS] | live-pictures FOLDER");
                    return 2;
            }
        }
        finally
        {
            await browser.DisposeAsync();
        }
    }
}
