using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Steerlens.EndToEnd.Tests.Running;
using Steerlens.Pipeline;

namespace Steerlens.EndToEnd.Tests.Live;

/// <summary><c>steerlens live</c> as a process: how it begins and how it ends.</summary>
public sealed class LiveProgramTests : IDisposable
{
    private const string Scene = "scene:coast-road?size=320x180&rate=20&duration=2";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ExitCode.InputUnreadable, "no-such-film.mp4")]
    [InlineData(ExitCode.Usage, "scene:no-such-road")]
    [InlineData(ExitCode.Usage, Scene, "--map", "no-such-map")]
    [InlineData(ExitCode.Usage, Scene, "--map", "cam")]
    [InlineData(ExitCode.InputUnreadable, Scene, "--network", "no-such-network")]
    [InlineData(ExitCode.InputUnreadable, Scene, "--pictures", "no-such-folder")]
    public async Task Live_OfWhatIsNotThere_EndsAtOnceInOneLine(ExitCode expected, params string[] arguments)
    {
        var run = await SteerlensProgram.RunAsync(["live", .. arguments, "--port", "0"]);

        Assert.Equal((int)expected, run.ExitCode);
        Assert.Single(run.ErrorLines);
    }

    [Fact]
    public async Task Live_WhereThePortIsTaken_SaysSoInOneLine()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var run = await SteerlensProgram.RunAsync("live", Scene, "--port", port.ToString(System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal((int)ExitCode.BackEndUnavailable, run.ExitCode);
        Assert.Contains($"port {port} is taken", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task Live_CtrlCWhileItRecords_LeavesAPlayableFilmAndNoFfmpeg()
    {
        using var process = SteerlensProgram.Start("live", Scene, "--port", "0", "--record-dir", _folder.Path);
        var port = await PortAsync(process);
        using (var line = new ClientWebSocket())
        {
            line.Options.SetRequestHeader("Origin", $"http://127.0.0.1:{port}");
            await line.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/live"), CancellationToken.None);
            await UntilAsync(line, state => state.GetProperty("shown").GetInt64() > 0);
            await line.SendAsync(Encoding.UTF8.GetBytes("{\"type\":\"record\",\"on\":true}"), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            await UntilAsync(line, state => state.GetProperty("recording") is { ValueKind: JsonValueKind.Object } recording && recording.GetProperty("frames").GetInt64() > 5);
            await UnixSignal.SendToGroupAsync("INT", process);
        }

        var run = await ToolRun.EndAsync(process);

        Assert.Equal((int)ExitCode.Cancelled, run.ExitCode);
        var film = Assert.Single(Directory.GetFiles(_folder.Path));
        var played = await ToolRun.OfAsync("ffmpeg", ["-v", "error", "-i", film, "-f", "null", "-"]);
        Assert.Equal((0, ""), (played.ExitCode, played.Error));
        await UnixSignal.NothingStillNamesAsync(_folder.Path);
    }

    [EmulatedDriverFact]
    public async Task Live_OnADevice_ShowsFramesInEveryLayout()
    {
        using var process = SteerlensProgram.Start(EmulatedDriver.Environment(), "live", Scene, "--loop", "--port", "0", "--map", "gradcam", "--device", "cuda");
        try
        {
            var port = await PortAsync(process);
            using var line = new ClientWebSocket();
            line.Options.SetRequestHeader("Origin", $"http://127.0.0.1:{port}");
            await line.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/live"), CancellationToken.None);
            foreach (var change in new[] { "\"layout\":\"focus\"", "\"layout\":\"side-by-side\"", "\"layout\":\"pip\"", "\"map\":\"visualbackprop\",\"layout\":\"blend\"" })
            {
                var shown = 0L;
                await line.SendAsync(Encoding.UTF8.GetBytes($"{{\"type\":\"set\",\"settings\":{{{change}}}}}"), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                var layout = change.Split('"')[^2];
                await UntilAsync(line, state =>
                {
                    if (!state.GetProperty("settings").GetProperty("layout").ValueEquals(layout)) return false;
                    if (shown == 0) shown = state.GetProperty("shown").GetInt64();
                    return state.GetProperty("shown").GetInt64() > shown + 2;
                });
            }

            Assert.False(process.HasExited);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        Assert.Equal("", await process.StandardError.ReadToEndAsync());
    }

    [EmulatedDriverFact]
    public async Task Live_OnADeviceThatCannotBe_EndsAtOnceInOneLine()
    {
        var run = await SteerlensProgram.RunInAsync(_folder.Path, EmulatedDriver.Environment("weak"), "live", Scene, "--port", "0", "--device", "cuda");

        Assert.Equal((int)ExitCode.BackEndUnavailable, run.ExitCode);
        Assert.Contains("compute capability 7.0", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Live_OfAStreamThatIsNotThere_GoesOnAndSaysWhyItWaits()
    {
        using var process = SteerlensProgram.Start("live", "http://127.0.0.1:9/nothing", "--port", "0");
        try
        {
            var port = await PortAsync(process);
            using var line = new ClientWebSocket();
            line.Options.SetRequestHeader("Origin", $"http://127.0.0.1:{port}");
            await line.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/live"), CancellationToken.None);

            await UntilAsync(line, state => state.GetProperty("source").GetProperty("phase").ValueEquals("waiting") && state.GetProperty("source").GetProperty("reason").GetString()!.Length > 0);
            Assert.False(process.HasExited);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    private static async Task<int> PortAsync(Process process)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await process.StandardError.ReadLineAsync(patience.Token) is { } line)
        {
            var at = line.IndexOf("http://127.0.0.1:", StringComparison.Ordinal);
            if (at >= 0) return new Uri(line[at..].Split(' ')[0]).Port;
        }

        throw new InvalidOperationException("It ended without a link.");
    }

    private static async Task UntilAsync(ClientWebSocket line, Predicate<JsonElement> isSo)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            using var message = await ServerLine.ReadAsync(line, "state", patience.Token);
            if (isSo(message.RootElement.GetProperty("state"))) return;
        }
    }
}
