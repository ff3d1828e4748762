using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;

namespace Steerlens.Pipeline.Live.Web;

/// <summary>One file of the page.</summary>
/// <param name="Bytes">The file.</param>
/// <param name="ContentType">What it is.</param>
/// <param name="Tag">Changes with the file.</param>
internal sealed record PageAsset(ReadOnlyMemory<byte> Bytes, string ContentType, string Tag);

/// <summary>
/// The page's files, out of the program itself, in a table by the paths under which they are asked for. What is not in the table is not there:
/// no request's path ever becomes a file's name.
/// </summary>
internal sealed class PageAssets
{
    private const string Prefix = "page/";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".mjs"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".webmanifest"] = "application/manifest+json",
        [".txt"] = "text/plain; charset=utf-8",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, PageAsset> _table;

    private PageAssets(Dictionary<string, PageAsset> table) => _table = table.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The paths that there are.</summary>
    public IEnumerable<string> Paths => _table.Keys;

    /// <summary>Reads the table out of the program.</summary>
    public static PageAssets Read()
    {
        var assembly = typeof(PageAssets).Assembly;
        var table = new Dictionary<string, PageAsset>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            var asset = Load(assembly, name);
            table["/" + name] = asset;
            if (name is Prefix + "index.html") table["/"] = asset;
        }

        return new PageAssets(table);
    }

    /// <summary>The file of a path; null where there is none.</summary>
    public PageAsset? Find(string path) => _table.GetValueOrDefault(path);

    private static PageAsset Load(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var tag = "\"" + Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8)) + "\"";
        return new PageAsset(bytes, Types.GetValueOrDefault(Path.GetExtension(name), "application/octet-stream"), tag);
    }
}
