namespace Steerlens.Pipeline.Scenes;

/// <summary>The sprites of trees.</summary>
internal enum TreeKind
{
    BroadA,
    BroadB,
    Spruce,
    PineA,
    PineB,
    Bush,

    /// <summary>The edge of a distant wood, many trees wide.</summary>
    Row,
}

/// <summary>The proportions of the sprites.</summary>
internal static class TreeShape
{
    /// <summary>How many kinds there are.</summary>
    public const int Count = 7;

    /// <summary>Width over height of a sprite.</summary>
    public static float Aspect(TreeKind kind) => kind switch
    {
        TreeKind.BroadA or TreeKind.BroadB => 384f / 448,
        TreeKind.Spruce => 0.5f,
        TreeKind.PineA or TreeKind.PineB => 0.4f,
        TreeKind.Bush => 256f / 176,
        _ => 640f / 192,
    };

    /// <summary>Where the crown begins and how wide it is, in shares of the tree's height: for its shadow.</summary>
    public static (float Foot, float Radius) Crown(TreeKind kind) => kind switch
    {
        TreeKind.BroadA or TreeKind.BroadB => (0.33f, 0.33f),
        TreeKind.Spruce => (0.06f, 0.15f),
        TreeKind.PineA or TreeKind.PineB => (0.46f, 0.15f),
        _ => (0, 0.5f),
    };
}
