using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Commands;

/// <summary>Decides, before anything is read, where each source's outputs go.</summary>
internal static class JobPlan
{
    /// <summary>Standard output.</summary>
    public const string StandardOutput = "-";

    /// <summary>One job for each source.</summary>
    /// <param name="request">What the command line says.</param>
    /// <param name="layout">The layout: the overlay alone needs a film with alpha.</param>
    /// <param name="isWritable">Whether a file can be made in a folder.</param>
    /// <exception cref="SteerlensException">The outputs contradict each other or the sources.</exception>
    public static IReadOnlyList<AnnotateJob> Of(JobRequest request, Layout layout, Func<string, bool> isWritable)
    {
        var many = request.Sources.Count > 1;
        if (request is { Output: StandardOutput, Sidecar: StandardOutput })
            throw Usage("film and sidecar can't both go to standard output: give one of them a file");
        if (many && request.Output is StandardOutput)
            throw Usage("several sources can't share standard output: give a folder with -o");
        if (many && request.Sidecar is StandardOutput)
            throw Usage("several sources can't share standard output: give a folder with --sidecar");
        OutputPlaces.RequireFile(request.Output, "-o");
        OutputPlaces.RequireFile(request.Sidecar, "--sidecar");
        OutputPlaces.RequireFile(request.Maps, "--maps");
        if (many && request.Output is { } output && File.Exists(output))
            throw Usage($"several sources need a folder for their films, and '{output}' is a file");
        if (many && request.Output is { } film && HasFilmEnding(film) && !IsFolder(film))
            throw Usage($"several sources need a folder for their films, and '{film}' names a film: give a folder, or end the name in /");
        if (many && request.Sidecar is { } sidecar && HasSidecarEnding(sidecar))
            throw Usage($"several sources need a folder for their sidecars, and '{sidecar}' names a file");
        if (request.Sidecar is { } file and not StandardOutput && !many && !IsFolder(file) && !HasSidecarEnding(file))
            throw Usage($"'{file}' is no kind of sidecar: end its name in .jsonl or .csv{(file is "jsonl" or "csv" ? $" (--sidecar {file} alone goes with --output-dir)" : "")}");

        var jobs = request.Sources.Select(source => JobOf(source, request, layout, many, isWritable)).ToList();
        RefuseCollisions(jobs);
        return jobs;
    }

    /// <summary>Makes the folders of a job and refuses what can't be written, before any work.</summary>
    /// <exception cref="SteerlensException">An output exists and may not be replaced, or can't be written.</exception>
    public static void PrepareOutputs(AnnotateJob job, bool overwrite)
    {
        if (job.Output is not StandardOutput) WholeFile.Prepare(job.Output, overwrite);
        if (job.Sidecar is { } sidecar and not StandardOutput) WholeFile.Prepare(sidecar, overwrite);
    }

    /// <summary>The source's name without folder and ending.</summary>
    public static string NameOf(string source)
    {
        if (SceneOptions.IsAddress(source)) return source[SceneOptions.Prefix.Length..].Split('?')[0];
        if (SourceList.IsPictureSequence(source)) source = Path.GetDirectoryName(Path.GetFullPath(source)) ?? source;
        var trimmed = Path.TrimEndingDirectorySeparator(source);
        var name = Directory.Exists(trimmed) ? Path.GetFileName(Path.GetFullPath(trimmed)) : Path.GetFileNameWithoutExtension(trimmed);
        return name.Length > 0 ? name : "film";
    }

    private static AnnotateJob JobOf(string source, JobRequest request, Layout layout, bool many, Func<string, bool> isWritable)
    {
        var name = NameOf(source);
        var film = name + (layout == Layout.Overlay ? ".annotated.mov" : ".annotated.mp4");
        var output = request.Output switch
        {
            null => Path.Combine(DefaultFolder(source, isWritable), film),
            StandardOutput => StandardOutput,
            var path when many || IsFolder(path) => Path.Combine(path, film),
            var path => path,
        };
        var sidecar = request.Sidecar switch
        {
            null or StandardOutput => request.Sidecar,
            var path when many || IsFolder(path) => Path.Combine(path, name + ".jsonl"),
            var path => path,
        };
        var maps = request.Maps is { } folder && many ? Path.Combine(folder, name) : request.Maps;
        return new AnnotateJob(source, output, sidecar, maps);
    }

    private static void RefuseCollisions(List<AnnotateJob> jobs)
    {
        var places = new OutputPlaces(jobs.Select(job => job.Source));
        foreach (var job in jobs)
        {
            places.Add(job.Output, "-o", job.Source);
            places.Add(job.Sidecar, "--sidecar", job.Source);
            places.Add(job.Maps, "--maps", job.Source);
        }
    }

    /// <summary>Beside the source; the working directory for what has no place or lies where nothing can be written.</summary>
    private static string DefaultFolder(string source, Func<string, bool> isWritable)
    {
        if (SourceList.IsPictureSequence(source)) source = Path.GetDirectoryName(Path.GetFullPath(source)) ?? source;
        if (source.Contains(':', StringComparison.Ordinal) && !Path.Exists(source)) return "";
        var folder = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(source)) ?? "";
        return folder.Length == 0 || !Directory.Exists(folder) || isWritable(folder) ? folder : "";
    }

    private static bool IsFolder(string path) => Path.EndsInDirectorySeparator(path) || Directory.Exists(path);

    private static bool HasFilmEnding(string path) =>
        Path.GetExtension(path).ToLowerInvariant() is ".mp4" or ".m4v" or ".mov" or ".mkv" or ".avi" or ".webm" or ".ts" or ".mpg";

    private static bool HasSidecarEnding(string path) =>
        path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);

    private static SteerlensException Usage(string message) => new(ExitCode.Usage, message);
}
