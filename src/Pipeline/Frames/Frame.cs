using Steerlens.Kernels.Cuda;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Images;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Truth;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Frames;

/// <summary>
/// One frame on its way through the stages: the picture and what each stage added. It has one owner at a time and goes back to
/// its pool when disposed. What a stage adds is allocated on the frame's first way through and reused after.
/// </summary>
public sealed class Frame : IDisposable
{
    private readonly Action<Frame>? _giveBack;

    /// <summary>Makes a frame with buffers of its own.</summary>
    /// <param name="format">The film's format.</param>
    /// <param name="giveBack">Called once for each disposal; the pool's way to get the frame back.</param>
    public Frame(FilmFormat format, Action<Frame>? giveBack = null)
    {
        ArgumentNullException.ThrowIfNull(format);
        Picture = new YuvImage(format.Width, format.Height, format.Color);
        _giveBack = giveBack;
    }

    /// <summary>The source's picture.</summary>
    public YuvImage Picture { get; }

    /// <summary>Presentation time stamp in units of the film's time base.</summary>
    public long Pts { get; set; }

    /// <summary>The frame's number from 0 in the order of presentation, in the source.</summary>
    public long Index { get; set; }

    /// <summary>The true steering-wheel angle where the source knows it: radians, positive = right.</summary>
    public double? TrueAngle { get; set; }

    /// <summary>Resize: the network's input, H x W x C.</summary>
    public float[] Input { get; set; } = [];

    /// <summary>Infer: every activation, where the engine keeps them.</summary>
    public ForwardPass? Pass { get; set; }

    /// <summary>Infer: the network's angle in radians, positive = right.</summary>
    public double Angle { get; set; }

    /// <summary>Infer: the standard deviation of the angles of several trainings of the network, in radians; null where there is only one.</summary>
    public double? AngleSpread { get; set; }

    /// <summary>Infer: how like the network's training frames the frame is, unlike them below 1; null where nothing is known of those.</summary>
    public double? Familiarity { get; set; }

    /// <summary>Explain: whether the map shows anything.</summary>
    public Evidence Evidence { get; set; }

    /// <summary>Explain: the map's place among 32 and its deletion score; null where they were not computed for this frame.</summary>
    public MapRank? Rank { get; set; }

    /// <summary>Explain: the map and what is said about it.</summary>
    public FrameOverlay Overlay { get; } = new();

    /// <summary>Composite: the finished picture; null where nothing has been composed.</summary>
    public YuvImage? Composed { get; set; }

    /// <summary>Composite: the alpha plane beside <see cref="Composed"/> (H x W, 0..255), for overlays alone; null otherwise.</summary>
    public Plane? Alpha { get; set; }

    /// <summary>Resize: the source's picture where it was taken to a device; null where none was. Its maker frees it.</summary>
    internal DevicePicture? OnDevice { get; set; }

    /// <summary>Resize: the frame once for each network and map of a comparison, in a picture of its cell's size; none otherwise.</summary>
    public IReadOnlyList<Frame> Cells { get; set; } = [];

    /// <summary>What each stage took.</summary>
    public StageTimings Timings { get; set; }

    /// <inheritdoc/>
    public void Dispose() => _giveBack?.Invoke(this);

    /// <summary>Frees what the frame holds outside the managed heap.</summary>
    internal void Free()
    {
        Pass?.Dispose();
        foreach (var cell in Cells) cell.Free();
    }
}
