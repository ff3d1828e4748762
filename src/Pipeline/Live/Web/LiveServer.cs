using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.AspNetCore.WebSockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Steerlens.Pipeline.Live.Session;

namespace Steerlens.Pipeline.Live.Web;

/// <summary>
/// The web server: the page, its socket, the newest picture and the figures; nothing else is there. It reads no file and no setting of the
/// machine, and every limit is a number in this file.
/// </summary>
internal sealed class LiveServer : IAsyncDisposable
{
    private const int MostConnections = 256;
    private const int LargestRequestLine = 2 << 10;
    private const int LargestHeaders = 8 << 10;
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(15);

    private readonly KestrelServer _server;
    private readonly CancellationTokenSource _stop;

    private readonly LiveSite _site;

    private LiveServer(KestrelServer server, LiveSite site, CancellationTokenSource stop) => (_server, _site, _stop) = (server, site, stop);

    /// <summary>The port that is listened to.</summary>
    public int Port => new Uri(_server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()).Port;

    /// <summary>Starts to listen.</summary>
    /// <param name="address">The address.</param>
    /// <param name="port">The port; 0 for any that is free.</param>
    /// <param name="doors">Who may come in.</param>
    /// <param name="session">What is shown.</param>
    /// <param name="clients">The pages.</param>
    /// <param name="metrics">The figures.</param>
    /// <param name="refused">Gets a line for each request that was refused.</param>
    /// <param name="cancellationToken">Waits no longer.</param>
    /// <exception cref="SteerlensException">The port or the address can't be had.</exception>
    public static async Task<LiveServer> StartAsync(
        IPAddress address, int port, Doors doors, LiveSession session, ClientList clients, LiveMetrics metrics, Action<string> refused, CancellationToken cancellationToken)
    {
        var options = new KestrelServerOptions { AddServerHeader = false, AllowSynchronousIO = false };
        var limits = options.Limits;
        limits.MaxConcurrentConnections = MostConnections;
        limits.MaxConcurrentUpgradedConnections = 2 * ClientList.Most;
        limits.MaxRequestBodySize = 0;
        limits.MaxRequestLineSize = LargestRequestLine;
        limits.MaxRequestHeadersTotalSize = LargestHeaders;
        limits.MaxRequestBufferSize = LargestHeaders + LargestRequestLine;
        limits.RequestHeadersTimeout = HeadersTimeout;
        limits.KeepAliveTimeout = IdleTimeout;
        options.Listen(address, port, listen => listen.Protocols = HttpProtocols.Http1);
        var logging = NullLoggerFactory.Instance;
        var server = new KestrelServer(Options.Create(options), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), logging), logging);
        var stop = new CancellationTokenSource();
        var site = new LiveSite(doors, session, clients, metrics, refused, stop.Token);
        try
        {
            var sockets = new WebSocketMiddleware(site.HandleAsync, Options.Create(new WebSocketOptions { KeepAliveInterval = KeepAliveInterval, KeepAliveTimeout = IdleTimeout }), logging);
            await server.StartAsync(new Application(sockets.Invoke), cancellationToken);
            return new LiveServer(server, site, stop);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            server.Dispose();
            site.Dispose();
            stop.Dispose();
            throw new SteerlensException(ExitCode.BackEndUnavailable, Reason(address, port, failure), failure);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _server.StopAsync(patience.Token);
        _server.Dispose();
        _site.Dispose();
        _stop.Dispose();
    }

    private static string Reason(IPAddress address, int port, Exception failure) => failure.InnerException is AddressInUseException || failure is AddressInUseException
        ? $"port {port} is taken, perhaps by another steerlens live: choose another one with --port, or 0 for any that is free"
        : $"{address} port {port} can't be listened to: {failure.Message.TrimEnd('.')}";

    private sealed class Application(RequestDelegate handle) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => handle(context);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
            // The features are the server's.
        }
    }
}
