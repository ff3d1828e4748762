using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Steerlens.Pipeline.Live.Web;

/// <summary>
/// Who may come in. A page of another site that a browser has open must get nothing, even where it can reach this machine: so the Host must be
/// this server's own, whatever changes or listens must come from this server's own page, and any other door than the loopback needs a token.
/// </summary>
internal sealed class Doors
{
    private const string TokenName = "token";
    private const string BearerPrefix = "Bearer ";

    private readonly string? _name;
    private readonly byte[]? _token;

    /// <summary>Makes the rules.</summary>
    /// <param name="listened">The address or name that was asked to be listened to; null for the loopback.</param>
    /// <param name="token">The token that everybody needs; null where only this machine can come in.</param>
    public Doors(string? listened, string? token)
    {
        _name = listened;
        _token = token is null ? null : Encoding.ASCII.GetBytes(token);
    }

    /// <summary>A token that nobody can guess: 256 random bits.</summary>
    public static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>The name of the cookie that stands for the token; servers on other ports have their own.</summary>
    public static string CookieOf(int port) => FormattableString.Invariant($"steerlens-{port}");

    /// <summary>Whether the request names this server: a name that somebody else's DNS points here is not it.</summary>
    public bool IsOwnHost(HttpContext context)
    {
        var host = context.Request.Host;
        if (!host.HasValue || (host.Port ?? 80) != context.Connection.LocalPort) return false;
        var name = host.Host.Trim('[', ']');
        if (context.Connection.LocalIpAddress is not { } local) return false;
        if (local.IsIPv4MappedToIPv6) local = local.MapToIPv4();
        if (IPAddress.TryParse(name, out var address)) return address.Equals(local);
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.IsLoopback(local) : name.Equals(_name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether the request comes from this server's own page; one without an Origin does not.</summary>
    public static bool IsOwnOrigin(HttpContext context)
    {
        var origins = context.Request.Headers.Origin;
        return origins.Count == 1 && string.Equals(origins[0], "http://" + context.Request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether the request has the token, where one is needed: in the link, in the cookie, or as a bearer.</summary>
    public bool HasToken(HttpContext context) =>
        _token is null
        || HasTokenInLink(context)
        || IsToken(context.Request.Cookies[CookieOf(context.Connection.LocalPort)])
        || (context.Request.Headers.Authorization is [{ } bearer] && bearer.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase) && IsToken(bearer[BearerPrefix.Length..]));

    /// <summary>Lets a browser that came by the link come again without it.</summary>
    public void Remember(HttpContext context)
    {
        if (_token is null || !HasTokenInLink(context)) return;
        var cookie = new SetCookieHeaderValue(CookieOf(context.Connection.LocalPort), Encoding.ASCII.GetString(_token))
        {
            HttpOnly = true,
            SameSite = Microsoft.Net.Http.Headers.SameSiteMode.Strict,
            Path = "/",
        };
        context.Response.Headers.SetCookie = cookie.ToString();
    }

    private bool HasTokenInLink(HttpContext context) => context.Request.Query[TokenName] is [{ } token] && IsToken(token);

    private bool IsToken(string? text) => text is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text), _token);
}
