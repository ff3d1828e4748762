using Steerlens.Pipeline.Tests.Live.Sources;

namespace Steerlens.Pipeline.Tests.Live.Web;

/// <summary>One server for all requests at the doors: they need no picture.</summary>
public sealed class LiveDoorHost : IAsyncLifetime
{
    public const string Token = "0123456789abcdef0123456789abcdef";

    internal LiveHost Open { get; private set; } = null!;

    internal LiveHost Locked { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Open = await LiveHost.StartAsync(new ScriptedOrigin(waits: true, new ScriptedConnection { Frames = 1 }));
        Locked = await LiveHost.StartAsync(new ScriptedOrigin(waits: true, new ScriptedConnection { Frames = 1 }), Token);
    }

    public async Task DisposeAsync()
    {
        await Open.DisposeAsync();
        await Locked.DisposeAsync();
    }
}

/// <summary>The requests that were tried, and the answers to them: the table in docs/live.md.</summary>
public sealed class LiveDoorTests(LiveDoorHost hosts) : IClassFixture<LiveDoorHost>
{
    private const string Upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private const string OwnOrigin = "Origin: http://127.0.0.1:{port}\r\n";
    private const string Host = "Host: 127.0.0.1:{port}\r\n";

    [Theory]
    [InlineData("the page", "GET / HTTP/1.1\r\n" + Host, 200)]
    [InlineData("the page by its other name", "GET / HTTP/1.1\r\nHost: localhost:{port}\r\n", 200)]
    [InlineData("a file of the page", "GET /page/index.html HTTP/1.1\r\n" + Host, 200)]
    [InlineData("figures", "GET /metrics HTTP/1.1\r\n" + Host, 200)]
    [InlineData("the socket", "GET /live HTTP/1.1\r\n" + Host + OwnOrigin + Upgrade, 101)]
    [InlineData("another Host, as after DNS rebinding", "GET / HTTP/1.1\r\nHost: evil.example:{port}\r\n", 421)]
    [InlineData("another port in the Host", "GET / HTTP/1.1\r\nHost: 127.0.0.1:1\r\n", 421)]
    [InlineData("another address in the Host", "GET / HTTP/1.1\r\nHost: 192.0.2.7:{port}\r\n", 421)]
    [InlineData("no Host", "GET / HTTP/1.1\r\n", 400)]
    [InlineData("two Hosts", "GET / HTTP/1.1\r\n" + Host + "Host: evil.example\r\n", 400)]
    [InlineData("the socket from another site", "GET /live HTTP/1.1\r\n" + Host + "Origin: http://evil.example\r\n" + Upgrade, 403)]
    [InlineData("the socket from a page of another port", "GET /live HTTP/1.1\r\n" + Host + "Origin: http://127.0.0.1:1\r\n" + Upgrade, 403)]
    [InlineData("the socket from a sandbox", "GET /live HTTP/1.1\r\n" + Host + "Origin: null\r\n" + Upgrade, 403)]
    [InlineData("the socket without an Origin", "GET /live HTTP/1.1\r\n" + Host + Upgrade, 403)]
    [InlineData("the socket without an upgrade", "GET /live HTTP/1.1\r\n" + Host, 426)]
    [InlineData("POST from another site", "POST / HTTP/1.1\r\n" + Host + "Origin: http://evil.example\r\nContent-Length: 0\r\n", 403)]
    [InlineData("POST from the page", "POST / HTTP/1.1\r\n" + Host + OwnOrigin + "Content-Length: 0\r\n", 405)]
    [InlineData("PUT of a file", "PUT /page/index.html HTTP/1.1\r\n" + Host + "Content-Length: 1000000000\r\n", 403)]
    [InlineData("TRACE", "TRACE / HTTP/1.1\r\n" + Host, 403)]
    [InlineData("traversal", "GET /../../etc/passwd HTTP/1.1\r\n" + Host, 404)]
    [InlineData("traversal below the page", "GET /page/../../../etc/passwd HTTP/1.1\r\n" + Host, 404)]
    [InlineData("traversal in code", "GET /page/%2e%2e%2f%2e%2e%2fetc%2fpasswd HTTP/1.1\r\n" + Host, 404)]
    [InlineData("traversal in double code", "GET /page/%252e%252e/etc/passwd HTTP/1.1\r\n" + Host, 404)]
    [InlineData("traversal with backslashes", "GET /page/..\\..\\windows\\win.ini HTTP/1.1\r\n" + Host, 404)]
    [InlineData("a zero byte", "GET /page/index.html%00.png HTTP/1.1\r\n" + Host, 400)]
    [InlineData("another file of the program", "GET /appsettings.json HTTP/1.1\r\n" + Host, 404)]
    [InlineData("a file of the page in capitals", "GET /PAGE/INDEX.HTML HTTP/1.1\r\n" + Host, 404)]
    [InlineData("a proxy's request", "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n", 421)]
    [InlineData("noise", "\u0016\u0003\u0001\u0002noise", 400)]
    public async Task Request_AtTheDoor_GetsItsAnswer(string name, string request, int expected)
    {
        var answer = await RawRequest.StatusAsync(hosts.Open.Port, At(hosts.Open, request));

        Assert.True(answer == expected, $"{name}: {answer} instead of {expected}");
    }

    [Theory]
    [InlineData("no token", "GET / HTTP/1.1\r\n" + Host, 401)]
    [InlineData("a wrong token", "GET /?token=0123456789abcdef0123456789abcdee HTTP/1.1\r\n" + Host, 401)]
    [InlineData("a part of the token", "GET /?token=0123456789abcdef HTTP/1.1\r\n" + Host, 401)]
    [InlineData("an empty token", "GET /?token= HTTP/1.1\r\n" + Host, 401)]
    [InlineData("the token twice", "GET /?token=x&token=" + LiveDoorHost.Token + " HTTP/1.1\r\n" + Host, 401)]
    [InlineData("a file of the page without a token", "GET /page/index.html HTTP/1.1\r\n" + Host, 401)]
    [InlineData("the picture without a token", "GET /snapshot.png HTTP/1.1\r\n" + Host, 401)]
    [InlineData("figures without a token", "GET /metrics HTTP/1.1\r\n" + Host, 401)]
    [InlineData("what is not there without a token", "GET /nothing HTTP/1.1\r\n" + Host, 401)]
    [InlineData("the socket without a token", "GET /live HTTP/1.1\r\n" + Host + OwnOrigin + Upgrade, 401)]
    [InlineData("the socket with a wrong cookie", "GET /live HTTP/1.1\r\n" + Host + OwnOrigin + Upgrade + "Cookie: steerlens-{port}=x\r\n", 401)]
    [InlineData("the token of another Host", "GET /?token=" + LiveDoorHost.Token + " HTTP/1.1\r\nHost: evil.example:{port}\r\n", 421)]
    [InlineData("the link", "GET /?token=" + LiveDoorHost.Token + " HTTP/1.1\r\n" + Host, 200)]
    [InlineData("the cookie", "GET /page/index.html HTTP/1.1\r\n" + Host + "Cookie: steerlens-{port}=" + LiveDoorHost.Token + "\r\n", 200)]
    [InlineData("a bearer, as Prometheus sends it", "GET /metrics HTTP/1.1\r\n" + Host + "Authorization: Bearer " + LiveDoorHost.Token + "\r\n", 200)]
    [InlineData("the socket with the cookie", "GET /live HTTP/1.1\r\n" + Host + OwnOrigin + Upgrade + "Cookie: steerlens-{port}=" + LiveDoorHost.Token + "\r\n", 101)]
    [InlineData("the socket with the cookie from another site", "GET /live HTTP/1.1\r\n" + Host + "Origin: http://evil.example\r\n" + Upgrade + "Cookie: steerlens-{port}=" + LiveDoorHost.Token + "\r\n", 403)]
    public async Task Request_WhereATokenIsNeeded_GetsItsAnswer(string name, string request, int expected)
    {
        var answer = await RawRequest.StatusAsync(hosts.Locked.Port, At(hosts.Locked, request));

        Assert.True(answer == expected, $"{name}: {answer} instead of {expected}");
    }

    [Fact]
    public async Task Request_WithALongLine_IsRefused() =>
        Assert.Equal(414, await RawRequest.StatusAsync(hosts.Open.Port, $"GET /{new string('a', 5000)} HTTP/1.1\r\n\r\n"));

    [Fact]
    public async Task Request_WithLongHeaders_IsRefused() =>
        Assert.Equal(431, await RawRequest.StatusAsync(hosts.Open.Port, $"GET / HTTP/1.1\r\nX: {new string('a', 20_000)}\r\n\r\n"));

    [Fact]
    public async Task Request_ThatNeverEnds_IsGivenUp() =>
        Assert.Equal(408, await RawRequest.StatusAsync(hosts.Open.Port, "GET / HTTP/1.1\r\nHost: 127."));

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n" + Host)]
    [InlineData("GET /nothing HTTP/1.1\r\n" + Host)]
    [InlineData("GET / HTTP/1.1\r\nHost: evil.example:{port}\r\n")]
    public async Task Answer_WhateverItIs_TellsBrowsersToTrustNothingElse(string text)
    {
        await using var request = await RawRequest.SendAsync(hosts.Open.Port, At(hosts.Open, text));

        var head = await request.HeadAsync();

        Assert.Contains("Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'", head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("frame-ancestors 'none'", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("unsafe", head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("X-Content-Type-Options: nosniff", head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Referrer-Policy: no-referrer", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\r\nServer:", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Access-Control-", head, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Link_WithTheToken_LeavesACookieThatScriptsCantReadAndOtherSitesCantUse()
    {
        await using var request = await RawRequest.SendAsync(hosts.Locked.Port, At(hosts.Locked, "GET /?token=" + LiveDoorHost.Token + " HTTP/1.1\r\n" + Host));

        var head = await request.HeadAsync();

        Assert.Contains($"Set-Cookie: steerlens-{hosts.Locked.Port}={LiveDoorHost.Token}; path=/; samesite=strict; httponly", head, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task File_OfThePage_IsNotSentAgainWhereTheBrowserHasIt()
    {
        await using var first = await RawRequest.SendAsync(hosts.Open.Port, At(hosts.Open, "GET / HTTP/1.1\r\n" + Host));
        var tag = (await first.HeadAsync()).Split("\r\n").First(line => line.StartsWith("ETag:", StringComparison.OrdinalIgnoreCase))[5..].Trim();

        Assert.Equal(304, await RawRequest.StatusAsync(hosts.Open.Port, At(hosts.Open, "GET / HTTP/1.1\r\n" + Host + $"If-None-Match: {tag}\r\n")));
    }

    [Fact]
    public async Task Refusal_OfARequest_IsOneLineForTheLog()
    {
        await RawRequest.StatusAsync(hosts.Open.Port, At(hosts.Open, "GET /a%0Ab HTTP/1.1\r\n" + Host));

        string[] lines;
        lock (hosts.Open.Refused) lines = [.. hosts.Open.Refused];
        Assert.All(lines, line => Assert.DoesNotContain("\n", line, StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("refused with 404: GET /a", StringComparison.Ordinal));
    }

    internal static string At(LiveHost host, string request) =>
        request.Replace("{port}", host.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal) + "\r\n";
}
