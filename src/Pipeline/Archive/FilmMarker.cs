using System.Text.Json;
using System.Text.Json.Serialization;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Archive;

/// <summary>What stands beside a film that is complete: of what it was made, how, and what is in it. Written last, so that its being there says that all else is.</summary>
internal sealed record FilmMarker
{
    /// <summary>What follows the film's own name.</summary>
    public const string Ending = ".done.json";

    /// <summary>The source's path below the archive's root.</summary>
    public required string Film { get; init; }

    /// <summary>The segments' names where several make the film.</summary>
    public IReadOnlyList<string> Segments { get; init; } = [];

    /// <summary>See <see cref="SourceFingerprint"/>.</summary>
    public required string Source { get; init; }

    /// <summary>See <see cref="SourceFingerprint.Quick"/>; null where it is not known.</summary>
    public string? SourceState { get; init; }

    /// <summary>See <see cref="WorkFingerprint.OfSettings"/>.</summary>
    public required string Settings { get; init; }

    /// <summary>See <see cref="WorkFingerprint.OfNetwork"/>.</summary>
    public required string Network { get; init; }

    /// <summary>The files that were written.</summary>
    public required IReadOnlyList<WrittenFile> Outputs { get; init; }

    /// <summary>What is in the film.</summary>
    public required FilmFacts Facts { get; init; }

    /// <summary>What a person was told of the film: one line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The work itself, which differs from run to run.</summary>
    public required FilmWork Work { get; init; }

    /// <summary>The marker's own name.</summary>
    public static string PathOf(string film) => film + Ending;

    /// <summary>Whether it speaks of this very work on this very source, and everything it lists is there.</summary>
    public bool Fits(string source, WorkPrints prints, string folder) =>
        string.Equals(Source, source, StringComparison.Ordinal) && FitsWork(prints)
        && Outputs.All(output => new FileInfo(Path.Combine(folder, output.Name)) is { Exists: true } file && file.Length == output.Size);

    /// <summary>Whether it speaks of this very work.</summary>
    public bool FitsWork(WorkPrints prints) => string.Equals(Settings, prints.Settings, StringComparison.Ordinal) && string.Equals(Network, prints.Network, StringComparison.Ordinal);

    /// <summary>Whether the sources are still those that the film was made of. They are read only where size or time of a file has changed.</summary>
    public bool IsOf(IReadOnlyList<string> sources)
    {
        try
        {
            return string.Equals(SourceState, SourceFingerprint.Quick(sources), StringComparison.Ordinal) || string.Equals(Source, SourceFingerprint.Of(sources), StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Reads a marker; null where there is none, or none that can be read.</summary>
    public static FilmMarker? Read(string path) => ArchiveJson.Read(path, ArchiveJson.Default.FilmMarker);

    /// <summary>Writes the marker under its name, at once and whole.</summary>
    public void Write(string path) => AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this, ArchiveJson.Default.FilmMarker));
}

/// <summary>Settings and network of a run. See <see cref="WorkFingerprint"/>.</summary>
internal sealed record WorkPrints(string Settings, string Network);

/// <summary>A file that belongs to a film.</summary>
/// <param name="Name">Its name in the film's folder.</param>
/// <param name="Size">Its bytes.</param>
internal sealed record WrittenFile(string Name, long Size);

/// <summary>What a film's work took.</summary>
/// <param name="Seconds">From the first look at the source to the end.</param>
/// <param name="Finished">When, by the machine's clock.</param>
/// <param name="Machine">Where.</param>
internal sealed record FilmWork(double Seconds, DateTimeOffset Finished, string Machine);

/// <summary>A film that could not be made.</summary>
/// <param name="Film">The source's path below the archive's root.</param>
/// <param name="Reason">Why, in one line.</param>
/// <param name="Settings">See <see cref="WorkFingerprint.OfSettings"/>.</param>
/// <param name="Network">See <see cref="WorkFingerprint.OfNetwork"/>.</param>
internal sealed record FilmFailure(string Film, string Reason, string Settings, string Network)
{
    /// <summary>Whether it speaks of this very work.</summary>
    public bool FitsWork(WorkPrints prints) => string.Equals(Settings, prints.Settings, StringComparison.Ordinal) && string.Equals(Network, prints.Network, StringComparison.Ordinal);

    /// <summary>Reads one; null where there is none.</summary>
    public static FilmFailure? Read(string path) => ArchiveJson.Read(path, ArchiveJson.Default.FilmFailure);

    /// <summary>Writes it under its name, at once and whole.</summary>
    public void Write(string path) => AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this, ArchiveJson.Default.FilmFailure));
}

/// <summary>How an archive's records are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FilmMarker))]
[JsonSerializable(typeof(FilmFailure))]
[JsonSerializable(typeof(ArchiveReport))]
internal sealed partial class ArchiveJson : JsonSerializerContext
{
    /// <summary>Reads a record; null where there is none, or none that can be read.</summary>
    public static T? Read<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
