using System.Security.Cryptography;
using System.Text;

namespace Steerlens.Pipeline.Archive;

/// <summary>One film of an archive: what it is made of and what it becomes.</summary>
/// <param name="Name">Its name below the output folder, without ending, with forward slashes; no other film has it.</param>
/// <param name="Label">How people know it: the source's path below the archive's root.</param>
/// <param name="Sources">The file, folder or address; several for segments of one drive.</param>
/// <param name="Size">Bytes of all sources; 0 where there are no files.</param>
internal sealed record ArchiveFilm(string Name, string Label, IReadOnlyList<string> Sources, long Size)
{
    /// <summary>The segments' own names, for people; empty for a film of one source.</summary>
    public IReadOnlyList<string> Segments { get; init; } = [];

    /// <summary>What stands for the film in names of files that are not for people.</summary>
    public string Id { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Name)).AsSpan(0, 10));
}
