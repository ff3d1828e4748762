using System.Net.WebSockets;
using Steerlens.Models;
using Steerlens.Pipeline.Live.Session;

namespace Steerlens.Pipeline.Live.Web;

/// <summary>The pages that are connected: lets them in and out, and tells all of them what all should know.</summary>
internal sealed class ClientList : IAsyncDisposable
{
    /// <summary>The most pages at a time.</summary>
    public const int Most = 32;

    private static readonly TimeSpan StateInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan LongestSending = TimeSpan.FromSeconds(30);

    private readonly LiveSession _session;
    private readonly LiveRequests _requests;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _changed = new(0);
    private readonly CancellationTokenSource _stop = new();
    private LiveClient[] _clients = [];
    private Network? _network;
    private Task _telling = Task.CompletedTask;
    private int _entering;
    private int _isChanged;

    /// <summary>Makes an empty list.</summary>
    public ClientList(LiveSession session, TimeProvider time, Action<string> note)
    {
        (_session, _time) = (session, time);
        _requests = new LiveRequests(session, note);
    }

    /// <summary>Pages that are connected.</summary>
    public int Count => Volatile.Read(ref _clients).Length;

    /// <summary>Begins to tell.</summary>
    public void Start()
    {
        _session.Changed = NoteChange;
        _session.PictureReady = picture =>
        {
            foreach (var client in Volatile.Read(ref _clients)) client.Offer(picture);
        };
        _session.Watch.Ready = (layer, message) =>
        {
            foreach (var client in Volatile.Read(ref _clients)) client.OfferChannels(layer, message);
        };
        _session.RecordingEnded = (file, reason) =>
        {
            if (reason is not null) ToAll(LiveMessages.Saved(null, file, reason));
        };
        _session.RecordingBrokeOff = words => ToAll(LiveMessages.BrokeOff(words));
        _telling = Task.Run(TellAsync);
    }

    /// <summary>Takes a place for a page.</summary>
    /// <returns>False where all are taken.</returns>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_entering == Most || _stop.IsCancellationRequested) return false;
            _entering++;
            return true;
        }
    }

    /// <summary>Gives a place back that <see cref="TryEnter"/> took.</summary>
    public void Leave()
    {
        lock (_gate) _entering--;
    }

    /// <summary>Talks to a page until it goes.</summary>
    public async Task ServeAsync(WebSocket socket, LiveMetrics metrics, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellationToken);
        using var client = new LiveClient(socket, _requests, metrics, _time);
        _session.AddViewers(1);
        try
        {
            var network = await _session.NetworkAsync(either.Token);
            client.Reply(LiveMessages.Hello(_session, network, await OutputsAsync(network, either.Token), Count + 1));
            lock (_gate) _clients = [.. _clients, client];
            NoteChange();
            await _session.ShowAgainAsync(either.Token);
            await client.RunAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            client.Abort();
        }
        finally
        {
            _session.AddViewers(-1);
            lock (_gate) _clients = [.. _clients.Where(other => !ReferenceEquals(other, client))];
            _requests.Look(client, name: null);
            NoteChange();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _telling.WaitAsync(Timeout.InfiniteTimeSpan);
        _changed.Dispose();
    }

    private void NoteChange()
    {
        if (Interlocked.Exchange(ref _isChanged, 1) == 0 && !_stop.IsCancellationRequested) _changed.Release();
    }

    private void ToAll(byte[] message)
    {
        foreach (var client in Volatile.Read(ref _clients)) client.Reply(message);
    }

    private async Task TellAsync()
    {
        try
        {
            while (true)
            {
                await _changed.WaitAsync(StateInterval, _stop.Token);
                Interlocked.Exchange(ref _isChanged, 0);
                var network = await _session.NetworkAsync(_stop.Token);
                if (_network is not null && !ReferenceEquals(_network, network)) ToAll(LiveMessages.OfNetwork(network, await OutputsAsync(network, _stop.Token)));
                _network = network;
                if (Count > 0)
                {
                    var state = LiveMessages.OfState(_session.State, network, Count);
                    foreach (var client in Volatile.Read(ref _clients)) client.OfferState(state);
                }

                foreach (var client in Volatile.Read(ref _clients))
                {
                    if (client.SendingFor > LongestSending) client.Abort();
                }

                await Task.Delay(ShortestInterval, _time, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    private async Task<float[]> OutputsAsync(Network network, CancellationToken cancellationToken)
    {
        try
        {
            return await _session.LookAsync(stages => ReferenceEquals(stages.Network, network) ? stages.Outputs.ToArray() : [], cancellationToken);
        }
        catch (SteerlensException)
        {
            // There is no frame yet.
            return [];
        }
    }
}
