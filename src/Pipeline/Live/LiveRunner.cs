using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Steerlens.Pipeline.Commands;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Live.Session;
using Steerlens.Pipeline.Live.Sources;
using Steerlens.Pipeline.Live.Web;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Live;

/// <summary>Runs <c>steerlens live</c>.</summary>
internal static class LiveRunner
{
    /// <summary>Runs the command until a signal ends it; a recording is finished then.</summary>
    /// <exception cref="SteerlensException">There is no such source, network or map, or the port can't be had.</exception>
    public static async Task RunAsync(LiveOptions options, CommandConsole console, Interruption interruption)
    {
        var stop = interruption.StopAtOnce();
        var time = TimeProvider.System;
        var tools = await FfmpegTools.FindAsync(stop);
        var origin = LiveOrigin.Of(options.Source, options.ImageRate, options.Loop);
        if (origin.Waits) await using (await origin.ConnectAsync(stop)) { /* A film that can't be read never will be: it is refused now, and not tried again for ever. */ }
        if (options.RecordFolder is { } records) LiveRecorder.RequireFolder(records);
        var pictures = options.Pictures is { } folder ? new PictureFolder(folder) : null;
        var address = await AddressAsync(options.Listen, stop);
        var token = IPAddress.IsLoopback(address) ? null : Doors.NewToken();
        var shelf = new NetworkShelf(options.Networks, console.Note);
        var start = new LiveStart
        {
            Map = options.Map,
            Drawing = options.Drawing,
            Doubt = options.Doubt,
            Device = options.Device,
            Note = Once(console.Note),
            Threads = options.Threads,
            RecordFolder = options.RecordFolder ?? Environment.CurrentDirectory,
        };

        await using var feed = new LiveFeed(origin, time);
        await using var session = new LiveSession(start, LiveSettings.Of(shelf.Names[0], options.Map, options.Drawing), feed, shelf, pictures, tools, time, console.Note);
        await using var clients = new ClientList(session, time, console.Note);
        using var metrics = new LiveMetrics(session, () => clients.Count);
        session.FrameShown = stages => metrics.Took(stages.Frame.Timings);
        clients.Start();
        session.PictureReady += picture => metrics.Encoded(picture.Encoding);
        await using var server = await LiveServer.StartAsync(
            address, options.Port, new Doors(options.Listen, token), session, clients, metrics, line => Tell(console, line), stop);
        await session.StartAsync(stop);
        var link = LinkOf(options.Listen ?? address.ToString(), server.Port, token);
        console.Note($"live: {link} (Ctrl-C ends)");
        if (options.Open) Open(link, console);
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>The address that a name stands for; the loopback for none.</summary>
    private static async Task<IPAddress> AddressAsync(string? listen, CancellationToken cancellationToken)
    {
        if (listen is null) return IPAddress.Loopback;
        if (IPAddress.TryParse(listen, out var address)) return address;
        try
        {
            return (await Dns.GetHostAddressesAsync(listen, cancellationToken))[0];
        }
        catch (SocketException failure)
        {
            throw new SteerlensException(ExitCode.Usage, $"--listen '{listen}' is no address of this machine: {failure.Message}", failure);
        }
    }

    private static string LinkOf(string host, int port, string? token)
    {
        // All addresses are none to go to: this machine's own name is.
        var name = IPAddress.TryParse(host, out var address)
            ? address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? Reachable() : address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : host
            : host;
        return FormattableString.Invariant($"http://{name}:{port}/") + (token is null ? "" : $"?token={token}");
    }

    /// <summary>The address by which other machines most likely reach this one. Nothing is sent.</summary>
    private static string Reachable()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(new IPAddress([192, 0, 2, 1]), 9);
            return ((IPEndPoint)socket.LocalEndPoint!).Address.ToString();
        }
        catch (SocketException)
        {
            return "127.0.0.1";
        }
    }

    /// <summary>Says each thing once: stages are made anew with every setting that changes.</summary>
    private static Action<string> Once(Action<string> note)
    {
        var said = new HashSet<string>(StringComparer.Ordinal);
        return text =>
        {
            lock (said)
            {
                if (!said.Add(text)) return;
            }

            note(text);
        };
    }

    private static void Tell(CommandConsole console, string line)
    {
        if (console.IsVerbose) console.Note(line);
    }

    private static void Open(string link, CommandConsole console)
    {
        try
        {
            using var browser = Process.Start(new ProcessStartInfo(link) { UseShellExecute = true });
        }
        catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            console.Note($"the browser can't be opened from here: open the link yourself ({failure.Message})");
        }
    }
}
