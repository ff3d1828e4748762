using System.Diagnostics;
using System.Globalization;
using System.Net;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Live.Session;
using Steerlens.Pipeline.Live.Sources;
using Steerlens.Pipeline.Live.Web;
using Steerlens.Pipeline.Video;

namespace Steerlens.Bench.Live;

/// <summary>
/// A long live session in a short time, with pages that come and go: whether memory and handles stay flat.
/// <c>dotnet run -c Release --project bench -- live-soak [--frames 50000] [--map gradcam] [--clients 5] [--source scene:..] [--minutes 60]</c>.
/// The exit code is 1 where the last quarter holds more than 5 % more than the second, or an exception went unobserved.
/// </summary>
internal static class Soak
{
    private const int Samples = 40;
    private const double Allowed = 1.05;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var frames = Whole(arguments, "--frames", 50_000);
        var minutes = Whole(arguments, "--minutes", 60);
        var seats = (int)Whole(arguments, "--clients", 4);
        var map = MapRequest.Default(Value(arguments, "--map", "gradcam"));
        var source = Value(arguments, "--source", "scene:coast-road?size=256x144&rate=500&duration=0.2");
        var unobserved = 0;
        TaskScheduler.UnobservedTaskException += (_, _) => Interlocked.Increment(ref unobserved);
        var folder = Directory.CreateTempSubdirectory("steerlens-soak");
        List<SoakSample> samples;
        try
        {
            samples = await RunAsync(source, map, frames, TimeSpan.FromMinutes(minutes), seats, folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Judge(samples, frames, unobserved);
    }

    private static async Task<List<SoakSample>> RunAsync(string source, MapRequest map, long frames, TimeSpan limit, int seats, string folder)
    {
        using var stop = new CancellationTokenSource();
        var time = TimeProvider.System;
        var tools = await FfmpegTools.FindAsync();
        var start = new LiveStart { Map = map, Threads = Math.Max(1, Environment.ProcessorCount / 2), RecordFolder = folder };
        var shelf = new NetworkShelf([new NetworkOptions()], Note);
        await using var feed = new LiveFeed(LiveOrigin.Of(source, imageRate: null, loop: true), time);
        await using var session = new LiveSession(start, LiveSettings.Of(shelf.Names[0], map, start.Drawing), feed, shelf, pictures: null, tools, time, Note);
        await using var clients = new ClientList(session, time, Note);
        using var metrics = new LiveMetrics(session, () => clients.Count);
        session.FrameShown = stages => metrics.Took(stages.Frame.Timings);
        clients.Start();
        await using var server = await LiveServer.StartAsync(IPAddress.Loopback, 0, new Doors(null, null), session, clients, metrics, _ => { }, stop.Token);
        await session.StartAsync(stop.Token);

        var address = new Uri(FormattableString.Invariant($"ws://127.0.0.1:{server.Port}/live"));
        var visitors = Enumerable.Range(0, seats).Select(seed => new SoakClient(address, seed)).ToList();
        var visits = visitors.Select(visitor => Task.Run(() => visitor.RunAsync(stop.Token))).ToList();
        var samples = new List<SoakSample>();
        var clock = Stopwatch.StartNew();
        Console.WriteLine($"{source}, {map.Method.Name} at first, {frames} frames, {seats} seats for pages");
        Console.WriteLine(SoakSample.Heading);
        for (var next = frames / Samples; samples.Count < Samples && clock.Elapsed < limit; next += frames / Samples)
        {
            while (session.State.Shown < next && clock.Elapsed < limit) await Task.Delay(50, CancellationToken.None);
            samples.Add(SoakSample.Take(session.State.Shown, clock.Elapsed.TotalSeconds, clients.Count));
            Console.WriteLine(samples[^1]);
        }

        var state = session.State;
        await stop.CancelAsync();
        await Task.WhenAll(visits);
        Write($"{state.Received} frames came, {state.Shown} were shown, {state.Dropped} dropped; {state.Shown / clock.Elapsed.TotalSeconds:F1} shown a second; {visitors.Sum(visitor => visitor.Visits)} visits, {visitors.Sum(visitor => visitor.Asked)} requests, {visitors.Sum(visitor => visitor.Pictures)} pictures seen");
        foreach (var visitor in visitors.Where(visitor => visitor.Failures.Count > 0)) Console.WriteLine($"visits failed: {visitor.Failures.Count}, the last one: {visitor.Failures.Last}");
        return samples;
    }

    private static int Judge(List<SoakSample> samples, long frames, int unobserved)
    {
        var quarter = samples.Count / 4;
        var second = samples.Skip(quarter).Take(quarter).ToList();
        var last = samples.TakeLast(quarter).ToList();
        var isFlat = unobserved == 0 && quarter > 0 && samples[^1].Frames >= frames;
        Console.WriteLine();
        Console.WriteLine("mean of             second quarter  last quarter   ratio");
        foreach (var (name, value) in new (string, Func<SoakSample, double>)[]
                 {
                     ("managed MB", sample => sample.Managed / 1e6),
                     ("in use MB", sample => (sample.Managed + sample.Native) / 1e6),
                     ("resident MB", sample => sample.Resident / 1e6),
                     ("handles", sample => sample.Handles),
                     ("threads", sample => sample.Threads),
                 })
        {
            var (before, after) = (second.Select(value).DefaultIfEmpty(0).Average(), last.Select(value).DefaultIfEmpty(0).Average());
            isFlat &= after <= before * Allowed;
            Write($"{name,-18}  {before,14:F1}  {after,12:F1}  {after / before,6:F3}");
        }

        Write($"unobserved exceptions: {unobserved}; {(isFlat ? "flat" : "NOT FLAT, or not at its end")}");
        return isFlat ? 0 : 1;
    }

    private static void Note(string line) => Console.Error.WriteLine(line);

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static long Whole(string[] arguments, string name, long otherwise) =>
        long.Parse(Value(arguments, name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    private static string Value(string[] arguments, string name, string otherwise)
    {
        var at = Array.IndexOf(arguments, name);
        return at >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : otherwise;
    }
}
