using System.Globalization;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Video;

namespace Steerlens.Bench.Archive;

/// <summary>
/// One very long film through annotate in this process: whether it is as fast at its end as at its beginning, and memory stays flat. The film is a
/// second of a rendered road, repeated without encoding it anew.
/// <c>dotnet run -c Release --project bench -- long-film [--frames 200000] [--size 320x180] [--map gradcam] [--threads N]</c>.
/// The exit code is 1 where the last tenth is more than 5 % slower than the first, or the last quarter holds more than 5 % more than the second.
/// </summary>
internal static class LongFilm
{
    private const int Samples = 40;
    private const double Allowed = 1.05;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var frames = int.Parse(Value(arguments, "--frames", "200000"), CultureInfo.InvariantCulture);
        var size = Value(arguments, "--size", "320x180");
        var map = MapRequest.Default(Value(arguments, "--map", "gradcam"));
        var threads = int.Parse(Value(arguments, "--threads", "0"), CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("steerlens-long-");
        try
        {
            var film = await MakeAsync(folder.FullName, size, frames);
            var options = new AnnotateOptions { Map = map, Progress = ProgressStyle.None, Threads = threads, Encoding = new EncodingOptions { Preset = "ultrafast" } };
            Write($"{frames} frames of {size}, {map.Method.Name}, {Environment.ProcessorCount} cores, preset ultrafast, a film of {new FileInfo(film).Length / 1e6:F0} MB");
            Console.WriteLine(LongFilmSample.Heading);
            var watch = new LongFilmWatch(Math.Max(1, frames / Samples), sample => Console.WriteLine(sample));
            var notes = new List<string>();
            var network = await NetworkChoice.LoadAsync(options.Network, null, notes, CancellationToken.None);
            var console = new CommandConsole(TextWriter.Null, Console.Error, errorIsTerminal: false, () => Stream.Null);
            var summary = await AnnotateRunner.RunAsync(
                network, new AnnotateJob(film, Path.Combine(folder.FullName, "long.annotated.mp4")), options, notes, console, _ => watch, CancellationToken.None, CancellationToken.None);
            return Judge(watch, summary.Frames, frames);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> MakeAsync(string folder, string size, int frames)
    {
        var tools = await FfmpegTools.FindAsync();
        var (second, film) = (Path.Combine(folder, "second.mp4"), Path.Combine(folder, "long.mp4"));
        var console = new CommandConsole(TextWriter.Null, Console.Error, errorIsTerminal: false, () => Stream.Null);
        var parts = size.Split('x');
        using var interruption = new Steerlens.Pipeline.Commands.Interruption(console, _ => { });
        var scene = Steerlens.Pipeline.Scenes.SceneOptions.Parse("scene:coast-road?duration=1") with { Width = int.Parse(parts[0], CultureInfo.InvariantCulture), Height = int.Parse(parts[1], CultureInfo.InvariantCulture) };
        await RenderRunner.RunAsync(new RenderOptions(scene, second) { Progress = ProgressStyle.None, Encoding = new EncodingOptions { Preset = "ultrafast" } }, console, interruption);
        var run = await FfmpegTools.RunAsync(
            tools.Ffmpeg, ["-v", "error", "-nostdin", "-stream_loop", "-1", "-i", second, "-frames:v", frames.ToString(CultureInfo.InvariantCulture), "-c", "copy", film]);
        return run.ExitCode == 0 ? film : throw new InvalidOperationException(run.Reason);
    }

    private static int Judge(LongFilmWatch watch, long written, int frames)
    {
        var samples = watch.Samples;
        var (tenth, quarter) = (Math.Max(1, samples.Count / 10), Math.Max(1, samples.Count / 4));
        var first = Rate(samples.Take(tenth));
        var last = Rate(samples.TakeLast(tenth));
        Console.WriteLine();
        Write($"frames/s: first tenth {first:F1}, last tenth {last:F1}, ratio {last / first:F3}");
        var isGood = written == frames && last * Allowed >= first;
        foreach (var (name, value) in new (string, Func<LongFilmSample, double>)[] { ("managed MB", sample => sample.Managed / 1e6), ("resident MB", sample => sample.Resident / 1e6), ("handles", sample => sample.Handles) })
        {
            var (before, after) = (samples.Skip(quarter).Take(quarter).Average(value), samples.TakeLast(quarter).Average(value));
            isGood &= after <= before * Allowed;
            Write($"{name}: second quarter {before:F1}, last quarter {after:F1}, ratio {after / before:F3}");
        }

        Write($"collections of generation 0, 1, 2 after the first tenth: {samples[^1].Gen0 - samples[tenth - 1].Gen0}, {samples[^1].Gen1 - samples[tenth - 1].Gen1}, {samples[^1].Gen2 - samples[tenth - 1].Gen2}; {(samples[^1].Allocated - samples[tenth - 1].Allocated) / (double)(samples[^1].Frames - samples[tenth - 1].Frames):F0} bytes allocated a frame");
        Write($"{written} frames were written; {(isGood ? "flat" : "NOT FLAT, or not at its end")}");
        return isGood ? 0 : 1;
    }

    private static double Rate(IEnumerable<LongFilmSample> samples)
    {
        var list = samples.ToList();
        return list.Sum(sample => (double)sample.FramesSince) / list.Sum(sample => sample.SecondsSince);
    }

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static string Value(string[] arguments, string name, string otherwise)
    {
        var at = Array.IndexOf(arguments, name);
        return at >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : otherwise;
    }
}
