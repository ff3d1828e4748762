using Steerlens.Pipeline.Drives;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Commands;

/// <summary>Everything that a command will write, so that nothing is written over a source or over another output.</summary>
internal sealed class OutputPlaces
{
    private readonly Dictionary<string, string> _sources = new(FilePlace.Comparer);
    private readonly Dictionary<string, string> _outputs = new(FilePlace.Comparer);

    /// <summary>Notes what the command reads.</summary>
    public OutputPlaces(IEnumerable<string> sources)
    {
        foreach (var source in sources.Where(source => source.Length > 0 && !SceneOptions.IsAddress(source) && !IsAddress(source)))
        {
            _sources.TryAdd(FilePlace.Of(source), source);
            if (Directory.Exists(source) && LabelFiles.Find(source) is { } labels) _sources.TryAdd(FilePlace.Of(labels), labels);
        }
    }

    /// <summary>Notes an output, whose option is named in messages; null and <c>-</c> are none that could lie anywhere.</summary>
    /// <exception cref="SteerlensException">It is an address, a source, or another output's place.</exception>
    public void Add(string? path, string option, string owner)
    {
        if (path is null or JobPlan.StandardOutput) return;
        RequireFile(path, option);
        var place = FilePlace.Of(path);
        if (_sources.TryGetValue(place, out var source))
            throw Usage($"{option} '{path}' is the source itself{(FilePlace.Comparer.Equals(source, path) ? "" : $" ('{source}')")}: give another name");
        if (!_outputs.TryAdd(place, owner))
        {
            throw Usage(string.Equals(_outputs[place], owner, StringComparison.Ordinal)
                ? $"{option} '{path}' is the place of another output, too: give each its own"
                : $"'{_outputs[place]}' and '{owner}' would both be written to '{path}': give them different names or folders");
        }
    }

    /// <summary>Refuses an address as an output.</summary>
    /// <exception cref="SteerlensException">It is one.</exception>
    public static void RequireFile(string? path, string option)
    {
        if (path is not null && IsAddress(path)) throw Usage($"{option} '{path}' is an address: only files are written, give the name of one");
    }

    /// <summary>Whether a name is an address like <c>http://host/film.mp4</c>.</summary>
    public static bool IsAddress(string path) => path.Contains("://", StringComparison.Ordinal) && !Path.Exists(path);

    private static SteerlensException Usage(string message) => new(ExitCode.Usage, message);
}
