using System.Net.WebSockets;
using System.Text;

namespace Steerlens.Bench.Live;

/// <summary>Pages that come and go at one seat: quick, slow, asleep, or gone without a word; while they are there they change settings and ask.</summary>
internal sealed class SoakClient(Uri address, int seed)
{
    private static readonly string[] Requests =
    [
        """{"type":"set","settings":{"map":"occlusion","stride":8}}""", """{"type":"set","settings":{"map":"gradcam"}}""", """{"type":"set","settings":{"opacity":0.5}}""",
        """{"type":"set","settings":{"layout":"focus"}}""", """{"type":"set","settings":{"layout":"blend"}}""", """{"type":"set","settings":{"hud":false}}""",
        """{"type":"set","settings":{"hud":true}}""", """{"type":"watch","layer":"conv2"}""", """{"type":"watch","layer":null}""",
        """{"type":"ask","rectangle":[0.2,0.4,0.3,0.3],"fill":"mean"}""", """{"type":"pause"}""", """{"type":"step"}""", """{"type":"restart"}""",
        """{"type":"record","on":true}""", """{"type":"record","on":false}""", """{"type":"nonsense"}""", """{"type":"ping","client":1}""",
    ];

    private readonly Random _random = new(seed);
    private readonly byte[] _buffer = new byte[1 << 20];

    /// <summary>Visits that ended.</summary>
    public int Visits { get; private set; }

    /// <summary>Pictures that came.</summary>
    public long Pictures { get; private set; }

    /// <summary>Changes and questions that were sent.</summary>
    public int Asked { get; private set; }

    /// <summary>Visits that failed for a reason of their own, with the last one's.</summary>
    public (int Count, string Last) Failures { get; private set; } = (0, "");

    /// <summary>Comes and goes until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await VisitAsync(cancellationToken);
                Visits++;
                await Task.Delay(_random.Next(200, 2500), cancellationToken);
            }
            catch (OperationCanceledException)
            {
                // The end of a visit, or of all.
            }
            catch (WebSocketException failure)
            {
                Failures = (Failures.Count + 1, failure.Message);
                await Task.Delay(500, CancellationToken.None);
            }
        }
    }

    private async Task VisitAsync(CancellationToken cancellationToken)
    {
        using var visit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", $"http://{address.Authority}");
        await socket.ConnectAsync(address, visit.Token);
        visit.CancelAfter(_random.Next(1000, 9000));
        var kind = _random.Next(5);
        try
        {
            if (kind == 0) await Task.Delay(Timeout.Infinite, visit.Token);
            var next = Environment.TickCount64 + _random.Next(2000);
            while (true)
            {
                var message = await ReceiveAsync(socket, visit.Token);
                if (message == WebSocketMessageType.Close) return;
                if (message == WebSocketMessageType.Binary)
                {
                    Pictures++;
                    if (kind == 1) await Task.Delay(250, visit.Token);
                    await SendAsync(socket, """{"type":"seen","index":0}""", visit.Token);
                }

                if (Environment.TickCount64 < next) continue;
                next = Environment.TickCount64 + _random.Next(500, 6000);
                var request = Requests[_random.Next(Requests.Length)];
                Asked++;
                await SendAsync(socket, request, visit.Token);

                // A pause that lasted would be no soak.
                if (request.Contains("pause", StringComparison.Ordinal) || request.Contains("step", StringComparison.Ordinal)) await SendAsync(socket, """{"type":"play"}""", visit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && kind != 2 && socket.State == WebSocketState.Open)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", patience.Token);
        }
    }

    private async Task<WebSocketMessageType> ReceiveAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        while (true)
        {
            var part = await socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken);
            if (part.EndOfMessage) return part.MessageType;
        }
    }

    private static Task SendAsync(ClientWebSocket socket, string text, CancellationToken cancellationToken) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
}
