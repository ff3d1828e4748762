namespace Steerlens.Pipeline.Compositing;

/// <summary>How the map and the picture are put together.</summary>
public enum Layout
{
    /// <summary>Heat over the picture.</summary>
    Blend,

    /// <summary>Sharp where the map is strong, blurred elsewhere.</summary>
    Focus,

    /// <summary>The picture on the left, the blend on the right: twice as wide.</summary>
    SideBySide,

    /// <summary>The picture, with the part that the network sees, under heat, small in a corner.</summary>
    Pip,

    /// <summary>Heat and instruments alone on a transparent sheet, for an editor.</summary>
    Overlay,
}
