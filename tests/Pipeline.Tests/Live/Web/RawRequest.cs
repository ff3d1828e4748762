using System.Net.Sockets;
using System.Text;

namespace Steerlens.Pipeline.Tests.Live.Web;

/// <summary>Bytes sent to a server as they are, and what it answers: what no well-behaved client would do.</summary>
internal sealed class RawRequest : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TcpClient _client = new();
    private NetworkStream? _stream;

    public static async Task<RawRequest> SendAsync(int port, string text)
    {
        var request = new RawRequest();
        await request._client.ConnectAsync("127.0.0.1", port);
        request._stream = request._client.GetStream();
        await request.WriteAsync(Encoding.Latin1.GetBytes(text));
        return request;
    }

    /// <summary>The status of the answer to a request; 0 where the server ends the connection without one.</summary>
    public static async Task<int> StatusAsync(int port, string text)
    {
        await using var request = await SendAsync(port, text);
        return StatusOf(await request.HeadAsync());
    }

    public static int StatusOf(string head) => head.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(head.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture) : 0;

    public async Task WriteAsync(byte[] bytes)
    {
        try
        {
            await _stream!.WriteAsync(bytes);
        }
        catch (IOException)
        {
            // The server may refuse before it has heard everything.
        }
    }

    /// <summary>Says that nothing more will come.</summary>
    public void Finish()
    {
        try
        {
            _client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The server has hung up already.
        }
    }

    /// <summary>The answer's first lines.</summary>
    public async Task<string> HeadAsync()
    {
        var head = new StringBuilder();
        var buffer = new byte[1];
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await _stream!.ReadAsync(buffer, patience.Token) > 0) head.Append((char)buffer[0]);
        }
        catch (IOException)
        {
            // Reset: that, too, is an answer.
        }

        return head.ToString();
    }

    /// <summary>Reads until the server ends the connection.</summary>
    public async Task EndAsync()
    {
        var buffer = new byte[64 << 10];
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (await _stream!.ReadAsync(buffer, patience.Token) > 0)
            {
                // Whatever it still says.
            }
        }
        catch (IOException)
        {
            // Reset.
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
