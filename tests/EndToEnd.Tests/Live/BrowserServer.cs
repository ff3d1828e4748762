using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Steerlens.EndToEnd.Tests.Running;

namespace Steerlens.EndToEnd.Tests.Live;

/// <summary><c>steerlens live</c> as a process of its own.</summary>
internal sealed partial class BrowserServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private string _settings = "";

    private BrowserServer(Process process, int port)
    {
        (_process, Port) = (process, port);
        process.OutputDataReceived += (_, line) => Listen(line.Data);
        process.ErrorDataReceived += (_, line) => Listen(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The port of the loopback address.</summary>
    public int Port { get; }

    /// <summary>Where the page is.</summary>
    public string Address => $"http://127.0.0.1:{Port}/";

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts it and waits until it answers.</summary>
    public static Task<BrowserServer> StartAsync(string source, params string[] more) => StartAsync(FreePort(), source, more);

    /// <summary>As above, at a port.</summary>
    public static async Task<BrowserServer> StartAsync(int port, string source, params string[] more)
    {
        var process = SteerlensProgram.Start(["live", source, "--port", port.ToString(System.Globalization.CultureInfo.InvariantCulture), .. more]);
        var server = new BrowserServer(process, port);
        var start = Stopwatch.StartNew();
        while (!server.HasSaid(AddressLine()))
        {
            Assert.False(process.HasExited, $"the server ended: {server._said}");
            Assert.True(start.Elapsed < Patience, $"the server does not say where it is: {server._said}");
            await Task.Delay(20);
        }

        return server;
    }

    /// <summary>Puts everything back to what it was at the start: settings, playing, the live picture, no recording.</summary>
    public async Task ResetAsync()
    {
        using var line = await ConnectAsync();
        using var patience = new CancellationTokenSource(Patience);
        using var hello = await ServerLine.ReadAsync(line, "hello", patience.Token);
        var settings = hello.RootElement.GetProperty("state").GetProperty("settings").GetRawText();
        if (_settings.Length == 0) _settings = settings;
        foreach (var message in (string[])["{\"type\":\"live\"}", "{\"type\":\"play\"}", "{\"type\":\"record\",\"on\":false}", $"{{\"type\":\"set\",\"settings\":{_settings}}}"])
            await line.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        var start = Stopwatch.StartNew();
        while (true)
        {
            using var state = await ServerLine.ReadAsync(line, "state", patience.Token);
            Assert.True(start.Elapsed < Patience, $"the server does not go back to its start: {state.RootElement.GetRawText()}");
            var now = state.RootElement.GetProperty("state");
            if (string.Equals(now.GetProperty("settings").GetRawText(), _settings, StringComparison.Ordinal) && !now.GetProperty("paused").GetBoolean()
                && now.GetProperty("recording").ValueKind == JsonValueKind.Null && now.GetProperty("mode").ValueEquals("live")) break;
        }

        await line.CloseAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
    }

    /// <summary>Ends it at once, as a crash would.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private async Task<ClientWebSocket> ConnectAsync()
    {
        var line = new ClientWebSocket();
        line.Options.SetRequestHeader("Origin", Address.TrimEnd('/'));
        using var patience = new CancellationTokenSource(Patience);
        await line.ConnectAsync(new Uri($"ws://127.0.0.1:{Port}/live"), patience.Token);
        return line;
    }

    private void Listen(string? line)
    {
        lock (_said) _said.AppendLine(line);
    }

    private bool HasSaid(Regex what)
    {
        lock (_said) return what.IsMatch(_said.ToString());
    }

    [GeneratedRegex(@"http://\S+:\d+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AddressLine();
}
