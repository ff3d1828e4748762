using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Steerlens.EndToEnd.Tests.Archive;

/// <summary>What an annotated archive holds, without what differs from run to run: how long the work took, when and where it was done.</summary>
internal static partial class ArchiveResult
{
    /// <summary>One line for each file: its name and its content's hash, and the reports' text.</summary>
    public static async Task<string> OfAsync(string folder)
    {
        var lines = new List<string>();
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(folder, path);
            if (name.StartsWith(".steerlens", StringComparison.Ordinal)) continue;
            lines.Add(name + ": " + Path.GetExtension(name) switch
            {
                ".json" => WithoutWork(await File.ReadAllTextAsync(path)),
                ".html" => WorkLine().Replace(await File.ReadAllTextAsync(path), ""),
                _ => ArchiveRoom.HashOf(path),
            });
        }

        return string.Join('\n', lines);
    }

    private static string WithoutWork(string text)
    {
        var record = JsonNode.Parse(text)!.AsObject();
        Assert.True(record.Remove("work"));
        return record.ToJsonString();
    }

    [GeneratedRegex("<p class=\"work\">.*</p>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WorkLine();
}
