using Steerlens.Kernels.Engines;

namespace Steerlens.Pipeline.Live.Sources;

/// <summary>The kinds of live sources that this build has beside the usual ones; the usual build has none.</summary>
internal static partial class LiveOrigins
{
    /// <summary>What names Emgu.CV's cameras begin with.</summary>
    internal const string EmguCvPrefix = "emgucv:";

    private static readonly List<Func<string, LiveOrigin?>> Kinds = Find();

    /// <summary>Whether this build has any.</summary>
    public static bool HasMore => Kinds.Count > 0;

    /// <summary>What a source's name stands for; null where it is none of these kinds.</summary>
    /// <exception cref="SteerlensException">Another flavour of the build has its kind, and this one does not.</exception>
    public static LiveOrigin? Of(string source)
    {
        foreach (var kind in Kinds)
        {
            if (kind(source) is { } origin) return origin;
        }

        return !HasMore && source.StartsWith(EmguCvPrefix, StringComparison.OrdinalIgnoreCase) && !Path.Exists(source)
            ? throw new SteerlensException(ExitCode.BackEndUnavailable, $"'{source}' {BackEnds.OfWindowsCuda}")
            : null;
    }

    static partial void AddTo(List<Func<string, LiveOrigin?>> kinds);

    private static List<Func<string, LiveOrigin?>> Find()
    {
        var kinds = new List<Func<string, LiveOrigin?>>();
        AddTo(kinds);
        return kinds;
    }
}
