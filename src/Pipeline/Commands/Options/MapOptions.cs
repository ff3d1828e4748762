namespace Steerlens.Pipeline.Commands.Options;

/// <summary>The maps that can be drawn.</summary>
public enum MapMethod
{
    /// <summary>What the angle loses when a window of the picture is hidden.</summary>
    Occlusion,

    /// <summary>Regression Grad-CAM: activations of a layer, weighted by the angle's gradient.</summary>
    GradCam,
}

/// <summary>Which part of a map is asked for.</summary>
public enum MapTarget
{
    /// <summary>Both directions at once, in two hues.</summary>
    Signed,

    /// <summary>What pushes to the left.</summary>
    Left,

    /// <summary>What pushes to the right.</summary>
    Right,

    /// <summary>The side that the angle has, with hysteresis near straight.</summary>
    Auto,

    /// <summary>What keeps the angle small; occlusion only.</summary>
    Hold,
}

/// <summary>Where the windows of a bank may lie.</summary>
public enum WindowPlacement
{
    /// <summary>Wholly inside the picture, the last one flush with its edge.</summary>
    Inside,

    /// <summary>From every step, clipped at the right and bottom edge.</summary>
    Clipped,
}

/// <summary>What a hidden window is filled with.</summary>
public enum WindowFill
{
    /// <summary>The mean colour of the frame.</summary>
    Mean,

    /// <summary>Black.</summary>
    Black,

    /// <summary>The frame, blurred.</summary>
    Blur,
}

/// <summary>What is to be explained, and how.</summary>
public sealed record MapOptions
{
    /// <summary>The kind of map.</summary>
    public MapMethod Method { get; init; } = MapMethod.Occlusion;

    /// <summary>The part of it that is wanted.</summary>
    public MapTarget Target { get; init; } = MapTarget.Signed;

    /// <summary>The convolution that Grad-CAM looks at; null for its default.</summary>
    public string? Layer { get; init; }

    /// <summary>Edges of the square windows in pixels of the network's input, each at least 1.</summary>
    public IReadOnlyList<int> WindowSizes { get; init; } = [15, 50];

    /// <summary>Pixels of the network's input from one window to the next, at least 1.</summary>
    public int WindowStride { get; init; } = 4;

    /// <summary>Where the windows may lie.</summary>
    public WindowPlacement Placement { get; init; } = WindowPlacement.Inside;

    /// <summary>What a hidden window shows instead.</summary>
    public WindowFill Fill { get; init; } = WindowFill.Mean;
}
