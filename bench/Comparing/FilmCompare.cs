using System.Globalization;
using System.Text.Json;
using Steerlens.Pipeline.Diagnosis;
using Steerlens.Tests;

namespace Steerlens.Bench.Comparing;

/// <summary>
/// <c>annotate</c> beside ffmpeg that only decodes and encodes, on the same film with the same encoder; and our blur and blend beside
/// ffmpeg's filters on one thread.
/// </summary>
internal static class FilmCompare
{
    private static readonly string[] Encoder = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p"];

    /// <summary>Runs <c>film</c>; see <c>bench/README.md</c>.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> words)
    {
        var folder = Directory.CreateTempSubdirectory("steerlens-film-").FullName;
        try
        {
            await RunAsync(FilmOptions.Parse(words), folder);
            return 0;
        }
        catch (FormatException exception)
        {
            Say("film: " + exception.Message);
            return 2;
        }
        catch (PeerException exception)
        {
            Say("film: " + exception.Message);
            return 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RunAsync(FilmOptions options, string folder)
    {
        var version = (await ToolProcess.RunAsync("ffmpeg", "-version")).Output.Split(' ')[2];
        Say($"{MachineFacts.ProcessorName()}, {Environment.ProcessorCount} cores; making a film of {options.Frames} frames from {options.Film ?? "scene:coast-road"} ...");
        var film = await MakeAsync(options, folder);
        var rows = new List<(string Ours, PairResult Row)>
        {
            ("annotate, default map", await AnnotateAsync(options, film, folder, $"ffmpeg {version}, decode and encode alone (x264 veryfast, crf 23)")),
            ("blur and blend 1280x720, one thread", await BlurCompare.RunAsync(film, options, $"ffmpeg {version}, gblur and blend filters, one thread")),
        };
        if (options.Json) Console.WriteLine(PairTable.ToJson([.. rows.Select(row => row.Row)]));
        else PairTable.WriteFilms(rows);
        Say("a ratio is peer / ours: 0.5 means that annotating takes twice as long as decoding and encoding alone");
    }

    private static async Task<string> MakeAsync(FilmOptions options, string folder)
    {
        var source = options.Film;
        if (source is null)
        {
            source = Path.Combine(folder, "road.mp4");
            await SteerlensAsync("render", "scene:coast-road", "-o", source, "--duration", "3", "--progress", "none");
        }

        var film = Path.Combine(folder, "film.mp4");
        await ToolProcess.RunAsync(
            "ffmpeg", "-v", "error", "-nostdin", "-stream_loop", "-1", "-i", source, "-map", "0:v:0", "-frames:v", Text(options.Frames),
            "-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p", film);
        return film;
    }

    private static async Task<PairResult> AnnotateAsync(FilmOptions options, string film, string folder, string peer)
    {
        var (ours, plain) = (Path.Combine(folder, "ours.mp4"), Path.Combine(folder, "plain.mp4"));
        var pairs = new List<(double Ours, double Peer)>();
        for (var pair = 0; pair < options.Pairs; pair++)
        {
            var annotated = await SteerlensAsync("annotate", film, "-o", ours, "-y", "--progress", "none");
            var encoded = await ToolProcess.RunAsync("ffmpeg", ["-v", "error", "-nostdin", "-y", "-i", film, .. Encoder, plain]);
            foreach (var result in new[] { ours, plain }) await RequireFramesAsync(result, options.Frames);
            pairs.Add((1000 * annotated.Seconds / options.Frames, 1000 * encoded.Seconds / options.Frames));
        }

        using var bench = JsonDocument.Parse((await SteerlensAsync("bench", film, "-o", ours, "-y", "--json", "--progress", "none", "--frames", Text(options.Frames))).Output);
        var plans = bench.RootElement.GetProperty("preparation").GetProperty("plans_ms").GetDouble();
        var row = PairResult.Of(peer, "default", "default", "ms/frame", pairs) with { PlanMs = plans };
        Say(string.Create(
            CultureInfo.InvariantCulture,
            $"annotate, whole process: {1000 / row.Ours:0.0} frames/s, plain ffmpeg {1000 / row.Peer:0.0}; once warm {bench.RootElement.GetProperty("frames_per_second").GetDouble():0.0} frames/s; plans {plans:0} ms once"));
        return row;
    }

    private static async Task RequireFramesAsync(string film, int frames)
    {
        var count = (await ToolProcess.RunAsync(
            "ffprobe", "-v", "error", "-count_packets", "-select_streams", "v:0", "-show_entries", "stream=nb_read_packets", "-of", "csv=p=0", film)).Output.Trim().Trim(',');
        if (!string.Equals(count, Text(frames), StringComparison.Ordinal)) throw new PeerException($"{film} has {count} frames instead of {frames}");
    }

    private static Task<ToolProcess> SteerlensAsync(params string[] arguments) =>
        ToolProcess.RunAsync("dotnet", [Path.Combine(RealFrames.Root, "src", "Pipeline", "bin", "Release", "net10.0", "steerlens.dll"), .. arguments]);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Say(string line) => Console.Error.WriteLine(line);
}
