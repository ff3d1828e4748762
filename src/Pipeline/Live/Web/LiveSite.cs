using System.Text;
using Microsoft.AspNetCore.Http;
using Steerlens.Pipeline.Live.Session;

namespace Steerlens.Pipeline.Live.Web;

/// <summary>Answers requests: first the doors, then the few paths that there are.</summary>
internal sealed class LiveSite : IDisposable
{
    private const string SocketPath = "/live";
    private const string SnapshotPath = "/snapshot.png";
    private const string MetricsPath = "/metrics";

    private readonly PageAssets _assets = PageAssets.Read();
    private readonly Doors _doors;
    private readonly LiveSession _session;
    private readonly ClientList _clients;
    private readonly LiveMetrics _metrics;
    private readonly PrometheusText _figures;
    private readonly Action<string> _refused;
    private readonly SemaphoreSlim _snapshot = new(1);
    private readonly CancellationToken _stop;

    /// <summary>Makes the site.</summary>
    /// <param name="doors">Who may come in.</param>
    /// <param name="session">What is shown.</param>
    /// <param name="clients">The pages.</param>
    /// <param name="metrics">The figures.</param>
    /// <param name="refused">Gets a line for each request that was refused.</param>
    /// <param name="stop">Ends what lasts.</param>
    public LiveSite(Doors doors, LiveSession session, ClientList clients, LiveMetrics metrics, Action<string> refused, CancellationToken stop)
    {
        (_doors, _session, _clients, _metrics, _refused, _stop) = (doors, session, clients, metrics, refused, stop);
        _figures = new PrometheusText(metrics.Meter);
    }

    /// <summary>Answers a request.</summary>
    public Task HandleAsync(HttpContext context)
    {
        ResponseHeaders.Set(context.Response.Headers);
        var (status, reason) = AtTheDoor(context);
        return status == StatusCodes.Status200OK ? AnswerAsync(context) : RefuseAsync(context, status, reason);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _figures.Dispose();
        _snapshot.Dispose();
    }

    private (int Status, string Reason) AtTheDoor(HttpContext context)
    {
        var isGet = HttpMethods.IsGet(context.Request.Method);
        if (!_doors.IsOwnHost(context)) return (StatusCodes.Status421MisdirectedRequest, "this server has another name");
        if ((!isGet || context.WebSockets.IsWebSocketRequest) && !Doors.IsOwnOrigin(context)) return (StatusCodes.Status403Forbidden, "only this server's own page may ask for this");
        if (!_doors.HasToken(context)) return (StatusCodes.Status401Unauthorized, "a token is needed: use the link that steerlens live has printed");
        return isGet ? (StatusCodes.Status200OK, "") : (StatusCodes.Status405MethodNotAllowed, "only GET is answered");
    }

    private Task AnswerAsync(HttpContext context)
    {
        _doors.Remember(context);
        return context.Request.Path.Value switch
        {
            SocketPath => TalkAsync(context),
            SnapshotPath => SnapshotAsync(context),
            MetricsPath => WriteAsync(context, PrometheusText.ContentType, _figures.Write()),
            { } path when _assets.Find(path) is { } asset => WriteAsync(context, asset),
            _ => RefuseAsync(context, StatusCodes.Status404NotFound, "there is nothing here"),
        };
    }

    private async Task TalkAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            await RefuseAsync(context, StatusCodes.Status426UpgradeRequired, "a WebSocket is expected here");
            return;
        }

        if (!_clients.TryEnter())
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, FormattableString.Invariant($"{ClientList.Most} pages are connected, and no more are let in"));
            return;
        }

        try
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await _clients.ServeAsync(socket, _metrics, _stop);
        }
        finally
        {
            _clients.Leave();
        }
    }

    private async Task SnapshotAsync(HttpContext context)
    {
        byte[] picture;
        try
        {
            // One ffmpeg at a time, whoever asks how often.
            await _snapshot.WaitAsync(context.RequestAborted);
            try
            {
                picture = await _session.SnapshotAsync(context.RequestAborted);
            }
            finally
            {
                _snapshot.Release();
            }
        }
        catch (SteerlensException failure)
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, failure.Message);
            return;
        }
        catch (OperationCanceledException)
        {
            // Whoever asked has gone.
            return;
        }

        context.Response.ContentType = "image/png";
        context.Response.ContentLength = picture.Length;
        await context.Response.Body.WriteAsync(picture, context.RequestAborted);
    }

    private static async Task WriteAsync(HttpContext context, PageAsset asset)
    {
        var headers = context.Response.Headers;
        headers.ETag = asset.Tag;
        headers.CacheControl = "no-cache";
        if (context.Request.Headers.IfNoneMatch.Contains(asset.Tag, StringComparer.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = asset.ContentType;
        context.Response.ContentLength = asset.Bytes.Length;
        await context.Response.Body.WriteAsync(asset.Bytes, context.RequestAborted);
    }

    private static Task WriteAsync(HttpContext context, string type, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private Task RefuseAsync(HttpContext context, int status, string reason)
    {
        _refused(FormattableString.Invariant($"refused with {status}: {context.Request.Method} {context.Request.Path} from {context.Connection.RemoteIpAddress}: {reason}"));
        context.Response.StatusCode = status;
        return WriteAsync(context, "text/plain; charset=utf-8", reason + "\n");
    }
}
