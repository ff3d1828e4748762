using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace Steerlens.Pipeline.Live.Session;

/// <summary>
/// Sends the channels of the layers that pages look at, at most five times a second: every channel on the layer's one scale, as on the sheets
/// of <c>steerlens inspect</c>.
/// </summary>
internal sealed class LayerWatcher : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly LiveSession _session;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, WatchedLayer> _layers = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;

    /// <summary>Begins to wait for somebody to look.</summary>
    public LayerWatcher(LiveSession session, TimeProvider time)
    {
        (_session, _time) = (session, time);
        _work = Task.Run(WorkAsync);
    }

    /// <summary>Called with a layer's name and the message; it must not take long nor throw.</summary>
    public Action<string, byte[]>? Ready { get; set; }

    /// <summary>One more looks at a layer; its channels are sent at once.</summary>
    /// <param name="layer">Its name.</param>
    public void Add(string layer)
    {
        lock (_gate)
        {
            if (!_layers.TryGetValue(layer, out var watched)) _layers[layer] = watched = new WatchedLayer(layer);
            watched.Watchers++;
            watched.Revision = -1;
        }

        _wake.Release();
    }

    /// <summary>One less looks at a layer.</summary>
    public void Remove(string layer)
    {
        lock (_gate)
        {
            if (_layers.TryGetValue(layer, out var watched) && --watched.Watchers == 0) _layers.Remove(layer);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.WaitAsync(Timeout.InfiniteTimeSpan);
        _wake.Dispose();
        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        try
        {
            while (true)
            {
                var watched = Watched();
                if (watched.Length == 0)
                {
                    await _wake.WaitAsync(_stop.Token);
                    continue;
                }

                foreach (var layer in watched) await SendAsync(layer);
                await Task.Delay(Interval, _time, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The session ends.
        }
    }

    private WatchedLayer[] Watched()
    {
        lock (_gate) return [.. _layers.Values];
    }

    private async Task SendAsync(WatchedLayer layer)
    {
        var revision = _session.Revision;
        if (layer.Revision == revision) return;
        try
        {
            if (!await _session.LookAsync(layer.Take, _stop.Token)) return;
        }
        catch (SteerlensException)
        {
            // There is no frame yet.
            return;
        }

        layer.Revision = revision;
        Ready?.Invoke(layer.Name, Message(layer));
    }

    private static byte[] Message(WatchedLayer layer)
    {
        var header = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(header)) layer.WriteHeader(json);
        var message = new byte[sizeof(uint) + header.WrittenCount + layer.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(message, (uint)header.WrittenCount);
        header.WrittenSpan.CopyTo(message.AsSpan(sizeof(uint)));
        layer.Pack(message.AsSpan(sizeof(uint) + header.WrittenCount));
        return message;
    }
}
