using System.Net.WebSockets;
using System.Text;
using Steerlens.Pipeline.Tests.Live.Web;
using Xunit.Abstractions;

namespace Steerlens.Pipeline.Tests.Fuzzing;

/// <summary>Whatever is sent to the live page's server, it answers or hangs up, and goes on showing frames to everybody else.</summary>
[Collection(nameof(FuzzRun))]
public sealed class ServerFuzzTests(ITestOutputHelper output)
{
    private static readonly string[] Requests =
    [
        "GET / HTTP/1.1\nHost: 127.0.0.1:PORT\n\n",
        "GET /page/app/main.js HTTP/1.1\nHost: 127.0.0.1:PORT\nAccept: */*\nRange: bytes=0-5\n\n",
        "GET /snapshot.png HTTP/1.1\nHost: 127.0.0.1:PORT\nIf-None-Match: \"a\"\n\n",
        "GET /metrics?token=abc HTTP/1.1\nHost: localhost:PORT\nOrigin: http://127.0.0.1:PORT\n\n",
        "POST /live HTTP/1.1\nHost: 127.0.0.1:PORT\nContent-Length: 5\nTransfer-Encoding: chunked\n\n5\nhello\n0\n\n",
        "GET /live HTTP/1.1\nHost: 127.0.0.1:PORT\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\nOrigin: http://127.0.0.1:PORT\n\n",
    ];

    private static readonly string[] Messages =
    [
        "{\"type\":\"set\",\n\"settings\":{\"map\":\"gradcam\",\n\"opacity\":0.5,\n\"stride\":8}}",
        "{\"type\":\"ask\",\n\"rectangle\":[0.1,0.2,\n0.3,0.4],\n\"fill\":\"mean\",\n\"id\":7}",
        "{\"type\":\"watch\",\n\"layer\":\"conv2\"}",
        "{\"type\":\"picture\",\n\"index\":1}",
        "{\"type\":\"ping\",\n\"client\":12}",
        "{\"type\":\"step\"}",
        "{\"type\":\"pause\"}",
        "{\"type\":\"play\"}",
        "{\"type\":\"live\"}",
    ];

    [Fact]
    public async Task Requests_Mutated_LeaveTheServerWhole()
    {
        await using var host = await LiveHost.StartAsync();
        await new FuzzRun("requests", output).RunAsync(
            200, 20_000,
            random => TextMutation.Of(Requests[random.Next(Requests.Length)].Replace("PORT", host.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal), random),
            async bytes =>
            {
                await using var request = await RawRequest.SendAsync(host.Port, "");
                await request.WriteAsync(bytes);
                await request.WriteAsync("\r\n\r\n"u8.ToArray());
                request.Finish();
                var status = RawRequest.StatusOf(await request.HeadAsync());
                if (status == 500) throw new InvalidOperationException($"the server answered {status}");
                return status is >= 200 and < 300;
            });
        await RequireWholeAsync(host);
    }

    [Fact]
    public async Task Messages_Mutated_LeaveTheServerWhole()
    {
        await using var host = await LiveHost.StartAsync();
        await new FuzzRun("messages", output).RunAsync(
            200, 20_000,
            random => TextMutation.Of(Messages[random.Next(Messages.Length)], random),
            async bytes =>
            {
                using var socket = new ClientWebSocket();
                socket.Options.SetRequestHeader("Origin", host.Address.ToString().TrimEnd('/'));
                await socket.ConnectAsync(new UriBuilder(host.Address) { Scheme = "ws", Path = "/live" }.Uri, CancellationToken.None);
                return await PongsAsync(socket, bytes);
            });
        Assert.DoesNotContain(host.Notes, note => note.Contains("unexpected failure", StringComparison.Ordinal));
        await RequireWholeAsync(host);
    }

    /// <summary>Whether the server still answers on a line, or has hung up as a line with broken text deserves.</summary>
    private static async Task<bool> PongsAsync(ClientWebSocket socket, byte[] message)
    {
        var buffer = new byte[1 << 20];
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            await socket.SendAsync(Encoding.UTF8.GetBytes("{\"type\":\"ping\",\"client\":77}"), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += part.Count;
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close) return false;
                if (part.MessageType == WebSocketMessageType.Text && Encoding.UTF8.GetString(buffer, 0, length).Contains("\"client\":77", StringComparison.Ordinal)) return true;
            }
        }
        catch (WebSocketException)
        {
            return false;
        }
    }

    private static async Task RequireWholeAsync(LiveHost host)
    {
        await using var page = await LivePage.OpenAsync(host);
        await page.SendAsync("play");
        var first = await page.NextAsync("picture");
        await page.NextAsync(message => message.IsPicture && message.Index != first.Index);
    }
}
