namespace Steerlens.Pipeline.Live.Sources;

/// <summary>The kinds of live sources that this build has beside the usual ones; the usual build has none.</summary>
internal static partial class LiveOrigins
{
    private static readonly List<Func<string, LiveOrigin?>> Kinds = Find();

    /// <summary>What a source's name stands for; null where it is none of these kinds.</summary>
    public static LiveOrigin? Of(string source)
    {
        foreach (var kind in Kinds)
        {
            if (kind(source) is { } origin) return origin;
        }

        return null;
    }

    static partial void AddTo(List<Func<string, LiveOrigin?>> kinds);

    private static List<Func<string, LiveOrigin?>> Find()
    {
        var kinds = new List<Func<string, LiveOrigin?>>();
        AddTo(kinds);
        return kinds;
    }
}
