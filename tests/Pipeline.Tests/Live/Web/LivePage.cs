using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Steerlens.Pipeline.Tests.Live.Web;

/// <summary>A message as a page gets it: a JSON object, and bytes where it has some.</summary>
internal sealed record LiveMessage(JsonElement Header, byte[] Bytes)
{
    public string Type => Header.GetProperty("type").GetString()!;

    public JsonElement this[string name] => Header.GetProperty(name);

    public long Index => this["index"].GetInt64();

    public bool IsPicture => Type is "picture";

    public bool IsState => Type is "state";

    /// <summary>A part of the state, by the names on the way to it, as text.</summary>
    public string StateOf(params string[] names)
    {
        var part = this["state"];
        foreach (var name in names) part = part.GetProperty(name);
        return part.ToString();
    }
}

/// <summary>What a page does, without a browser.</summary>
internal sealed class LivePage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket = new();
    private readonly Channel<LiveMessage> _messages = Channel.CreateUnbounded<LiveMessage>();
    private readonly CancellationTokenSource _stop = new();
    private Task _receiving = Task.CompletedTask;
    private long _id;

    /// <summary>Whether each picture is answered as soon as it comes.</summary>
    public bool Answers { get; set; } = true;

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public WebSocketState State => _socket.State;

    public static async Task<LivePage> OpenAsync(LiveHost host, bool reads = true, string? cookie = null)
    {
        var page = new LivePage();
        page._socket.Options.SetRequestHeader("Origin", $"http://127.0.0.1:{host.Port}");
        if (cookie is not null) page._socket.Options.SetRequestHeader("Cookie", cookie);
        await page._socket.ConnectAsync(new Uri($"ws://127.0.0.1:{host.Port}/live"), CancellationToken.None).WaitAsync(Patience);
        if (reads) page._receiving = Task.Run(page.ReceiveAsync);
        return page;
    }

    /// <summary>Sends a message with a number of its own.</summary>
    public async Task<long> SendAsync(string type, string fields = "")
    {
        var id = ++_id;
        await SendTextAsync($"{{\"type\":\"{type}\",\"id\":{id}{(fields.Length > 0 ? "," + fields : "")}}}");
        return id;
    }

    public Task SendTextAsync(string text, WebSocketMessageType type = WebSocketMessageType.Text) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), type, endOfMessage: true, CancellationToken.None);

    /// <summary>The next message that is wanted; others before it are skipped.</summary>
    public async Task<LiveMessage> NextAsync(Func<LiveMessage, bool> isWanted)
    {
        using var patience = new CancellationTokenSource(Patience);
        var last = "nothing";
        try
        {
            while (true)
            {
                var message = await _messages.Reader.ReadAsync(patience.Token);
                if (isWanted(message)) return message;
                last = message.Header.GetRawText();
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The message did not come; the last one was {last}");
            throw;
        }
    }

    public Task<LiveMessage> NextAsync(string type) => NextAsync(message => string.Equals(message.Type, type, StringComparison.Ordinal));

    /// <summary>Everything that has come and was not looked at.</summary>
    public List<LiveMessage> TakeAll()
    {
        var all = new List<LiveMessage>();
        while (_messages.Reader.TryRead(out var message)) all.Add(message);
        return all;
    }

    /// <summary>The next message that answers a request; a refusal is one, too.</summary>
    public Task<LiveMessage> AnswerAsync(long id) =>
        NextAsync(message => message.Header.TryGetProperty("of", out var of) && of.ValueKind == JsonValueKind.Number && of.GetInt64() == id);

    /// <summary>Waits until the server has ended the connection.</summary>
    public Task EndAsync() => _receiving.WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Abort();
        await _receiving.WaitAsync(Patience);
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[8 << 20];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult result;
                do
                {
                    result = await _socket.ReceiveAsync(buffer.AsMemory(length), _stop.Token);
                    length += result.Count;
                }
                while (!result.EndOfMessage);
                if (result.MessageType == WebSocketMessageType.Close) return;
                var message = Read(buffer.AsSpan(0, length), result.MessageType);
                if (Answers && message.IsPicture) await SendTextAsync($"{{\"type\":\"seen\",\"index\":{message.Index}}}");
                _messages.Writer.TryWrite(message);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            // Either side has ended it.
        }
        finally
        {
            _messages.Writer.TryComplete();
        }
    }

    private static LiveMessage Read(ReadOnlySpan<byte> message, WebSocketMessageType type)
    {
        if (type == WebSocketMessageType.Text) return new LiveMessage(Parse(message), []);
        var header = (int)BitConverter.ToUInt32(message);
        return new LiveMessage(Parse(message.Slice(4, header)), message[(4 + header)..].ToArray());
    }

    private static JsonElement Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        return JsonElement.ParseValue(ref reader);
    }
}
