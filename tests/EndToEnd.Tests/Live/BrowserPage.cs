using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;

namespace Steerlens.EndToEnd.Tests.Live;

/// <summary>One page in a browser of its own, with everything that went over its line, and every complaint of the browser.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();
    private JsonElement _hello;
    private JsonElement _picture;
    private JsonElement _channels;
    private JsonElement _state;
    private int _pictures;

    private BrowserPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _complaints.Enqueue($"{message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.WebSocket += (_, socket) =>
        {
            socket.FrameReceived += (_, frame) => Take(frame);
            socket.FrameSent += (_, frame) => Sent.Enqueue(Parse(frame.Text));
        };
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>What the page has sent.</summary>
    public ConcurrentQueue<JsonElement> Sent { get; } = new();

    /// <summary>Pictures that have come.</summary>
    public int Pictures => Volatile.Read(ref _pictures);

    /// <summary>The header of the newest picture.</summary>
    public JsonElement Picture => _picture;

    /// <summary>The header of the newest channels.</summary>
    public JsonElement Channels => _channels;

    /// <summary>The newest state.</summary>
    public JsonElement State => _state;

    /// <summary>The newest settings.</summary>
    public JsonElement Settings => _state.GetProperty("settings");

    /// <summary>What the server said first.</summary>
    public JsonElement Hello => _hello;

    /// <summary>Answers to questions.</summary>
    public ConcurrentQueue<JsonElement> Answers { get; } = new();

    /// <summary>Complaints that are to be expected, such as those about a server that is gone, are taken away.</summary>
    public void Forgive(string part)
    {
        var kept = _complaints.Where(complaint => !complaint.Contains(part, StringComparison.Ordinal)).ToList();
        _complaints.Clear();
        foreach (var complaint in kept) _complaints.Enqueue(complaint);
    }

    /// <summary>Opens an address and waits for the first picture.</summary>
    public static async Task<BrowserPage> OpenAsync(IBrowserContext context, string address)
    {
        var page = new BrowserPage(context, await context.NewPageAsync());
        page.Page.SetDefaultTimeout((float)Patience.TotalMilliseconds);
        await page.Page.GotoAsync(address);
        await page.UntilAsync(() => page.Pictures > 0 && page.State.ValueKind == JsonValueKind.Object, "a first picture");
        await Assertions.Expect(page.Page.Locator("#angle")).Not.ToHaveTextAsync("–");
        return page;
    }

    /// <summary>Waits until something is so.</summary>
    public async Task UntilAsync(Func<bool> isSo, string what)
    {
        var start = Stopwatch.StartNew();
        while (!isSo())
        {
            Assert.True(start.Elapsed < Patience, $"waited in vain for {what}; the browser says: {string.Join(" | ", _complaints)}; sent last: {string.Join(' ', Sent.Where(message => !message.GetProperty("type").ValueEquals("seen") && !message.GetProperty("type").ValueEquals("ping")).TakeLast(4))}; state: {_state}");
            await Task.Delay(10);
        }
    }

    /// <summary>Pauses, and waits for the picture that stays.</summary>
    public async Task PauseAsync()
    {
        await Page.ClickAsync("#pause");
        await UntilAsync(() => State.GetProperty("paused").GetBoolean(), "the pause");
        await SettleAsync();
    }

    /// <summary>Waits until no more pictures come and the last one is on the canvas.</summary>
    public async Task SettleAsync()
    {
        for (var before = -1; before != Pictures;)
        {
            before = Pictures;
            await Task.Delay(400);
        }
    }

    /// <summary>The canvas as grey values, 48 x 27 of them.</summary>
    public Task<int[]> CanvasAsync() => Page.EvaluateAsync<int[]>(
        """
        () => {
          const small = new OffscreenCanvas(48, 27);
          const context = small.getContext('2d', { willReadFrequently: true });
          context.drawImage(document.getElementById('picture'), 0, 0, 48, 27);
          const { data } = context.getImageData(0, 0, 48, 27);
          return Array.from({ length: 48 * 27 }, (_, i) => data[4 * i] + data[4 * i + 1] + data[4 * i + 2]);
        }
        """);

    /// <summary>Waits until the canvas differs from what it was, by so many levels of 255 on average.</summary>
    public async Task DiffersAsync(int[] before, double least, string what)
    {
        for (var attempt = 0; attempt < 500; attempt++)
        {
            if (Difference(before, await CanvasAsync()) > least) return;
            await Task.Delay(20);
        }

        Assert.Fail($"the picture does not change with {what}");
    }

    /// <summary>How much two canvases differ, in levels of 255 on average.</summary>
    public static double Difference(int[] first, int[] second)
    {
        Assert.Equal(first.Length, second.Length);
        return first.Zip(second, (a, b) => Math.Abs(a - b)).Sum() / (3.0 * first.Length);
    }

    /// <summary>Asserts that nothing was complained about.</summary>
    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        Assert.Empty(_complaints);
    }

    private void Take(IWebSocketFrame frame)
    {
        // Frames don't say their kind: JSON begins with {", which as a header's length would be over eight thousand.
        var bytes = frame.Binary!;
        if (bytes is [(byte)'{', (byte)'"', ..])
        {
            var message = Parse(System.Text.Encoding.UTF8.GetString(bytes));
            switch (message.GetProperty("type").GetString())
            {
                case "hello":
                    _hello = message;
                    _state = message.GetProperty("state");
                    break;
                case "state":
                    _state = message.GetProperty("state");
                    break;
                case "answer":
                    Answers.Enqueue(message);
                    break;
            }

            return;
        }

        var header = Parse(System.Text.Encoding.UTF8.GetString(bytes, sizeof(int), BinaryPrimitives.ReadInt32LittleEndian(bytes)));
        if (header.GetProperty("type").ValueEquals("channels"))
        {
            _channels = header;
            return;
        }

        _picture = header;
        Interlocked.Increment(ref _pictures);
    }

    private static JsonElement Parse(string? text)
    {
        using var document = JsonDocument.Parse(text ?? "null");
        return document.RootElement.Clone();
    }
}
