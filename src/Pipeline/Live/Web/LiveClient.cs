using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using Steerlens.Pipeline.Live.Session;

namespace Steerlens.Pipeline.Live.Web;

/// <summary>
/// One page. Of everything that comes again and again it gets the newest only, and no more than two pictures that it has not answered; so it is
/// as slow as it likes without anybody else noticing.
/// </summary>
internal sealed class LiveClient : IDisposable
{
    /// <summary>The largest message that a page may send, in bytes.</summary>
    public const int LargestMessage = 16 << 10;

    private const int MostUnseen = 2;
    private const int MostReplies = 64;
    private const int MessagesPerSecond = 60;
    private static readonly TimeSpan ChannelInterval = TimeSpan.FromMilliseconds(200);

    private readonly WebSocket _socket;
    private readonly LiveRequests _requests;
    private readonly LiveMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly MessageBudget _budget;
    private readonly Channel<JsonDocument> _work = Channel.CreateBounded<JsonDocument>(MostReplies);
    private readonly ConcurrentQueue<byte[]> _replies = new();
    private readonly SemaphoreSlim _signal = new(0);
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private byte[]? _state;
    private byte[]? _channels;
    private LivePicture? _picture;
    private long _channelsSent;
    private long _sendingSince;
    private int _unseen;
    private int _isSignalled;
    private bool _isGone;

    /// <summary>Takes an open socket.</summary>
    public LiveClient(WebSocket socket, LiveRequests requests, LiveMetrics metrics, TimeProvider time)
    {
        (_socket, _requests, _metrics, _time) = (socket, requests, metrics, time);
        _budget = new MessageBudget(MessagesPerSecond, time);
    }

    /// <summary>The layer whose channels it looks at; null for none.</summary>
    public string? Layer { get; set; }

    /// <summary>For how long a message has been on its way out.</summary>
    public TimeSpan SendingFor => Interlocked.Read(ref _sendingSince) is var since and not 0 ? _time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Offers a picture; it takes the place of one that has not gone out.</summary>
    public void Offer(LivePicture picture)
    {
        LivePicture? old;
        lock (_gate)
        {
            if (_isGone) return;
            (old, _picture) = (_picture, picture.Hold());
        }

        old?.Release();
        Signal();
    }

    /// <summary>Offers the state; likewise.</summary>
    public void OfferState(byte[] message)
    {
        lock (_gate) _state = message;
        Signal();
    }

    /// <summary>Offers the channels of a layer; likewise.</summary>
    public void OfferChannels(string layer, byte[] message)
    {
        lock (_gate)
        {
            if (!string.Equals(layer, Layer, StringComparison.Ordinal)) return;
            _channels = message;
        }

        Signal();
    }

    /// <summary>Sends a message for certain, in its turn. A page that leaves too many lying is given up.</summary>
    public void Reply(byte[] message)
    {
        _replies.Enqueue(message);
        if (_replies.Count > 2 * MostReplies) Abort();
        Signal();
    }

    /// <summary>Ends the connection without a word.</summary>
    public void Abort()
    {
        _stop.Cancel();
        _socket.Abort();
    }

    /// <summary>Talks to the page until either ends it.</summary>
    /// <param name="cancellationToken">Says goodbye.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var end = cancellationToken.UnsafeRegister(static client => ((LiveClient)client!)._stop.Cancel(), this);
        var tasks = new[] { SendAsync(), WorkAsync() };
        var (status, reason) = await ReceiveAsync();
        await _stop.CancelAsync();
        foreach (var task in tasks) await task.WaitAsync(Timeout.InfiniteTimeSpan).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CloseAsync(cancellationToken.IsCancellationRequested ? WebSocketCloseStatus.EndpointUnavailable : status, reason);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // What signals has no handle of the system, and others may still hold this client for a moment: it is left to the collector.
        lock (_gate)
        {
            _isGone = true;
            _picture?.Release();
            _picture = null;
        }

        while (_work.Reader.TryRead(out var left)) left.Dispose();
    }

    private void Signal()
    {
        if (Interlocked.Exchange(ref _isSignalled, 1) == 0) _signal.Release();
    }

    private async Task SendAsync()
    {
        while (true)
        {
            await _signal.WaitAsync(_stop.Token);
            Interlocked.Exchange(ref _isSignalled, 0);
            while (await SendNextAsync())
            {
                // What matters most goes first, each time anew.
            }
        }
    }

    private async ValueTask<bool> SendNextAsync()
    {
        if (_replies.TryDequeue(out var reply))
        {
            await SendAsync(reply, WebSocketMessageType.Text);
            return true;
        }

        byte[]? state;
        byte[]? channels = null;
        LivePicture? picture = null;
        lock (_gate)
        {
            (state, _state) = (_state, null);
            if (state is null && _picture is not null && Volatile.Read(ref _unseen) < MostUnseen) (picture, _picture) = (_picture, null);
            if (state is null && picture is null && _channels is not null && _time.GetElapsedTime(_channelsSent) >= ChannelInterval) (channels, _channels) = (_channels, null);
        }

        if (state is not null)
        {
            await SendAsync(state, WebSocketMessageType.Text);
            return true;
        }

        if (picture is not null)
        {
            Interlocked.Increment(ref _unseen);
            try
            {
                await SendAsync(picture.Message, WebSocketMessageType.Binary);
                _metrics.Sent(_time.GetElapsedTime(picture.CapturedTicks));
            }
            finally
            {
                picture.Release();
            }

            return true;
        }

        if (channels is null) return false;
        _channelsSent = _time.GetTimestamp();
        await SendAsync(channels, WebSocketMessageType.Binary);
        return true;
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type)
    {
        Interlocked.Exchange(ref _sendingSince, _time.GetTimestamp());
        await _socket.SendAsync(message, type, endOfMessage: true, _stop.Token);
        Interlocked.Exchange(ref _sendingSince, 0);
    }

    private async Task<(WebSocketCloseStatus Status, string Reason)> ReceiveAsync()
    {
        var buffer = new byte[LargestMessage];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult result;
                do
                {
                    if (length == buffer.Length) return (WebSocketCloseStatus.MessageTooBig, $"a message may have {LargestMessage} bytes");
                    result = await _socket.ReceiveAsync(buffer.AsMemory(length), _stop.Token);
                    length += result.Count;
                }
                while (!result.EndOfMessage);
                if (result.MessageType == WebSocketMessageType.Close) return (WebSocketCloseStatus.NormalClosure, "");
                if (result.MessageType == WebSocketMessageType.Binary) return (WebSocketCloseStatus.InvalidMessageType, "messages are text");
                if (!Take(buffer.AsMemory(0, length))) return (WebSocketCloseStatus.PolicyViolation, $"more than {MessagesPerSecond} messages a second");
            }
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            return (WebSocketCloseStatus.NormalClosure, "");
        }
    }

    /// <summary>Takes a message: what is quick at once, everything else in its turn.</summary>
    private bool Take(ReadOnlyMemory<byte> message)
    {
        JsonDocument? document = null;
        try
        {
            // A copy: the next message comes into the same buffer while this one still waits for its turn.
            document = JsonDocument.Parse(message.ToArray(), new JsonDocumentOptions { MaxDepth = 8 });
        }
        catch (JsonException)
        {
            // Said below.
        }

        if (document is null || !LiveRequests.IsText(document.RootElement))
        {
            document?.Dispose();
            Reply(LiveMessages.Refused(null, "a message is one JSON object with a type"));
            return _budget.TryTake();
        }

        var type = LiveRequests.TypeOf(document.RootElement);
        if (type is "seen")
        {
            document.Dispose();

            // As many as there are pictures cost nothing.
            if (Volatile.Read(ref _unseen) == 0) return _budget.TryTake();
            Interlocked.Decrement(ref _unseen);
            Signal();
            return true;
        }

        if (!_budget.TryTake())
        {
            document.Dispose();
            return false;
        }

        if (type is "ping")
        {
            Reply(LiveMessages.Pong(LiveRequests.NumberOf(document.RootElement, "client"), _time.GetUtcNow()));
            document.Dispose();
        }
        else if (!_work.Writer.TryWrite(document))
        {
            Reply(LiveMessages.Refused(LiveRequests.IdOf(document.RootElement), "too much was asked for at once"));
            document.Dispose();
        }

        return true;
    }

    private async Task WorkAsync()
    {
        var requests = new List<JsonDocument>();
        await foreach (var request in _work.Reader.ReadAllAsync(_stop.Token))
        {
            // Settings that have piled up are put in place at once: whoever drags a slider wants its end, not its way.
            requests.Add(request);
            while (IsSetting(request) && _work.Reader.TryPeek(out var next) && IsSetting(next) && _work.Reader.TryRead(out next)) requests.Add(next);
            try
            {
                await _requests.DoAsync([.. requests.Select(document => document.RootElement)], this, _stop.Token);
            }
            finally
            {
                requests.ForEach(document => document.Dispose());
                requests.Clear();
            }
        }

        static bool IsSetting(JsonDocument request) => LiveRequests.TypeOf(request.RootElement) is "set";
    }

    private async Task CloseAsync(WebSocketCloseStatus status, string reason)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(500), _time);
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await _socket.CloseOutputAsync(status, reason, patience.Token);
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            // The page is gone already.
        }
    }
}
