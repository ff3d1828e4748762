using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Live.Sources;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Video;

namespace Steerlens.Bench.Live;

/// <summary>
/// How long a picture takes from one end of a stream to the other: a rendered road with a clock in it, encoded by ffmpeg (H.264 without look-ahead, MPEG-TS), sent
/// to this machine and received as a live source; the clock is read where a frame would be explained.
/// <c>dotnet run -c Release --project bench -- live-delay [--size 1280x720] [--rate 25] [--seconds 20] [--over udp|http]</c>.
/// </summary>
internal static class StreamDelay
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var (size, rate) = (Value(arguments, "--size", "1280x720"), Value(arguments, "--rate", "25"));
        var seconds = int.Parse(Value(arguments, "--seconds", "20"), CultureInfo.InvariantCulture);
        var overHttp = Value(arguments, "--over", "udp") is "http";
        var port = FreePort();
        var address = FormattableString.Invariant(overHttp ? $"http://127.0.0.1:{port}/road.ts" : (FormattableString)$"udp://127.0.0.1:{port}");
        var tools = await FfmpegTools.FindAsync();
        using var stop = new CancellationTokenSource();
        await using var road = new LiveFeed(LiveOrigin.Of($"scene:coast-road?size={size}&rate={rate}&duration=2&clock=1", imageRate: null, loop: true), TimeProvider.System);
        await using var stream = new LiveFeed(LiveOrigin.Of(address, imageRate: null, loop: false), TimeProvider.System);
        road.Start();
        string[] output = overHttp ? ["-listen", "1", address] : [address + "?pkt_size=1316"];
        await using var encoder = FfmpegProcess.Start(
            tools.Ffmpeg,
            [
                "-v", "error", "-nostdin", "-fflags", "nobuffer", "-probesize", "32", "-analyzeduration", "0", "-f", "nut", "-i", "pipe:0", "-fps_mode", "passthrough",
                "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "25", "-flush_packets", "1", "-muxdelay", "0", "-f", "mpegts", .. output,
            ],
            writes: true, reads: true);
        var sending = Task.Run(() => SendAsync(road, encoder, stop.Token));
        stream.Start();

        var delays = new List<double>();
        var unread = 0;
        var end = DateTimeOffset.MaxValue;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds + 60));
        while (DateTimeOffset.UtcNow < end)
        {
            using var frame = await stream.NextAsync(patience.Token);
            if (end == DateTimeOffset.MaxValue) end = DateTimeOffset.UtcNow.AddSeconds(seconds);
            if (ClockBar.Read(frame.Frame.Picture.Y) is { } time) delays.Add((frame.Captured.ToUnixTimeMilliseconds() - time) & (ClockBar.Wraps - 1));
            else unread++;
        }

        await stop.CancelAsync();
        encoder.Kill();
        await sending.WaitAsync(patience.Token);
        delays.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{address} {size} at {rate}: {delays.Count} frames, {unread} without a clock, {stream.Dropped} dropped; delay p50 {At(delays, 0.5)} ms, p95 {At(delays, 0.95)} ms, largest {delays[^1]} ms; frames sent {road.Received}, {road.Dropped} dropped before"));
        return 0;
    }

    private static async Task SendAsync(LiveFeed road, FfmpegProcess encoder, CancellationToken cancellationToken)
    {
        try
        {
            NutWriter? writer = null;
            while (true)
            {
                using var frame = await road.NextAsync(cancellationToken);
                var format = frame.Format;
                writer ??= new NutWriter(encoder.Input, new NutStream(format.Width, format.Height, NutStream.Yuv420, new Rational(1, 1000), new Rational(1, 1), format.Rate));
                writer.Write((long)Math.Round(frame.Frame.Pts * format.TimeBase.ToDouble() * 1000), frame.Frame.Picture.Bytes);
                await encoder.Input.FlushAsync(cancellationToken);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException)
        {
            // The measurement is over.
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static double At(List<double> sorted, double share) => sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * share)];

    private static string Value(string[] arguments, string name, string otherwise)
    {
        var at = Array.IndexOf(arguments, name);
        return at >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : otherwise;
    }
}
