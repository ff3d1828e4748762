using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Steerlens.Pipeline.Video;
using Steerlens.Tests;

namespace Steerlens.Pipeline.Tests.Live.Sources;

/// <summary>A process that serves a moving picture; killed when disposed.</summary>
internal sealed class StreamServer : IAsyncDisposable
{
    private const string Interpreter = "/usr/bin/python3";

    private static readonly string RtspScript = Path.Combine(RealFrames.Root, "tests", "oracles", "rtsp_server.py");

    private readonly FfmpegProcess _process;

    private StreamServer(FfmpegProcess process) => _process = process;

    /// <summary>Whether GStreamer's RTSP server is installed.</summary>
    public static bool HasRtsp { get; } = File.Exists(Interpreter) && Check();

    /// <summary>A port that nobody listens on at this moment.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>MPEG-TS from ffmpeg, at its own rate.</summary>
    /// <param name="output">ffmpeg's options of the output, ending in the address.</param>
    public static async Task<StreamServer> MpegTsAsync(params string[] output)
    {
        var tools = await FfmpegTools.FindAsync();
        return new StreamServer(FfmpegProcess.Start(
            tools.Ffmpeg,
            [
                "-v", "error", "-nostdin", "-re", "-f", "lavfi", "-i", "testsrc2=s=320x240:r=25", "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency",
                "-g", "10", "-pix_fmt", "yuv420p", "-flush_packets", "1", "-f", "mpegts", .. output,
            ],
            writes: false, reads: true));
    }

    /// <summary>H.264 over RTSP from GStreamer.</summary>
    public static async Task<StreamServer> RtspAsync(int port)
    {
        var process = FfmpegProcess.Start(Interpreter, [RtspScript, port.ToString(CultureInfo.InvariantCulture)], writes: false, reads: true);
        using var reader = new StreamReader(process.Output, leaveOpen: true);
        var answer = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(answer is "ready", string.Join('\n', process.Complaints));
        return new StreamServer(process);
    }

    /// <summary>How many running processes name something on their command line.</summary>
    public static int Running(string text) => Directory.EnumerateDirectories("/proc")
        .Where(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out _))
        .Count(folder =>
        {
            try
            {
                return File.ReadAllText(Path.Combine(folder, "cmdline")).Contains(text, StringComparison.Ordinal);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        });

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static bool Check()
    {
        using var process = Process.Start(new ProcessStartInfo(Interpreter, [RtspScript, "--check"]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
