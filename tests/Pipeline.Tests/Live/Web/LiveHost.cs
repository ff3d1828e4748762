using System.Net;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Live.Session;
using Steerlens.Pipeline.Live.Sources;
using Steerlens.Pipeline.Live.Web;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Tests.Live.Web;

/// <summary>A live session and its server in this process, on any free port of the loopback.</summary>
internal sealed class LiveHost : IAsyncDisposable
{
    public const string SmallScene = "scene:coast-road?size=320x180&rate=20&duration=3";

    private readonly LiveFeed _feed;
    private readonly DirectoryInfo _records;

    private LiveHost(LiveFeed feed, LiveSession session, ClientList clients, LiveMetrics metrics, List<string> notes, DirectoryInfo records) =>
        (_feed, Session, Clients, Metrics, Notes, _records) = (feed, session, clients, metrics, notes, records);

    public LiveSession Session { get; }

    public ClientList Clients { get; }

    public LiveMetrics Metrics { get; }

    public LiveServer Server { get; private set; } = null!;

    public List<string> Notes { get; }

    public List<string> Refused { get; } = [];

    public string Records => _records.FullName;

    public int Port => Server.Port;

    public Uri Address => new($"http://127.0.0.1:{Port}/");

    public static async Task<LiveHost> StartAsync(LiveOrigin? origin = null, string? token = null, string? pictures = null, string network = "pilotnet", MapRequest? map = null)
    {
        var feed = new LiveFeed(origin ?? LiveOrigin.Of(SmallScene, null, loop: false), TimeProvider.System);
        var notes = new List<string>();
        var shelf = new NetworkShelf([new NetworkOptions { File = network }], Note);
        var records = Directory.CreateTempSubdirectory("steerlens-live-");
        var start = new LiveStart { Map = map ?? new MapRequest(), Threads = 1, RecordFolder = records.FullName };
        var session = new LiveSession(
            start, LiveSettings.Of(network, start.Map, start.Drawing), feed, shelf, pictures is null ? null : new PictureFolder(pictures), await FfmpegTools.FindAsync(), TimeProvider.System, Note);
        var clients = new ClientList(session, TimeProvider.System, Note);
        var metrics = new LiveMetrics(session, () => clients.Count);
        session.FrameShown = stages => metrics.Took(stages.Frame.Timings);
        var host = new LiveHost(feed, session, clients, metrics, notes, records);
        clients.Start();
        session.PictureReady += picture => metrics.Encoded(picture.Encoding);
        host.Server = await LiveServer.StartAsync(IPAddress.Loopback, 0, new Doors(null, token), session, clients, metrics, host.Refuse, CancellationToken.None);
        await session.StartAsync(CancellationToken.None);
        return host;

        void Note(string text)
        {
            lock (notes) notes.Add(text);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Metrics.Dispose();
        await Clients.DisposeAsync();
        await Session.DisposeAsync();
        await _feed.DisposeAsync();
        _records.Delete(recursive: true);
    }

    private void Refuse(string line)
    {
        lock (Refused) Refused.Add(line);
    }
}
