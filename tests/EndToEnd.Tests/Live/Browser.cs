using Microsoft.Playwright;
using Steerlens.EndToEnd.Tests.Running;

namespace Steerlens.EndToEnd.Tests.Live;

/// <summary>The system's Chromium, and a server with a small rendered road and a folder of pictures: started when the first test asks for them.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>Why tests are skipped.</summary>
    internal const string Missing = "there is no Chromium: install the system's package, or name the program in STEERLENS_CHROMIUM";

    private readonly TemporaryFolder _folder = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private BrowserServer? _server;

    /// <summary>The program; null where there is none. It is never downloaded.</summary>
    internal static string? Program { get; } = Array.Find(
        [Environment.GetEnvironmentVariable("STEERLENS_CHROMIUM") ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"], File.Exists);

    /// <summary>Where recordings are written.</summary>
    internal string Recordings => _folder["recordings"];

    /// <summary>The pictures that can be leafed through.</summary>
    internal string Pictures => _folder["pictures"];

    /// <summary>The server that most tests share.</summary>
    internal BrowserServer Server => _server!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        if (_browser is not null) await _browser.CloseAsync();
        _playwright?.Dispose();
        _folder.Dispose();
    }

    /// <summary>A page of the shared server, which plays with the settings of its start.</summary>
    internal async Task<BrowserPage> OpenAsync(BrowserNewContextOptions? options = null)
    {
        if (_server is null)
        {
            Directory.CreateDirectory(Recordings);
            Directory.CreateDirectory(Pictures);
            await Films.Ffmpeg.RunAsync("-f", "lavfi", "-i", "mandelbrot=s=480x270:r=1", "-frames:v", "3", Path.Combine(Pictures, "%d.png"));
            _server = await BrowserServer.StartAsync("scene:coast-road?size=480x270&rate=20&duration=3", "--network", "pilotnet,gap-pilotnet", "--record-dir", Recordings, "--pictures", Pictures);
        }

        await _server.ResetAsync();
        return await OpenAsync(_server, options);
    }

    /// <summary>A page of any server, with its first picture.</summary>
    internal async Task<BrowserPage> OpenAsync(BrowserServer server, BrowserNewContextOptions? options = null)
    {
        _playwright ??= await Playwright.CreateAsync();
        _browser ??= await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = ["--no-sandbox"] });
        var context = await _browser.NewContextAsync(options ?? new() { ViewportSize = new() { Width = 1280, Height = 800 } });
        return await BrowserPage.OpenAsync(context, server.Address);
    }
}
