using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Masking;

/// <summary>Something that is hidden from a network, frame by frame.</summary>
internal interface IHiddenThing
{
    /// <summary>What it is called in an answer.</summary>
    string Name { get; }

    /// <summary>What it is, in a few words more; empty where nothing is known.</summary>
    string Description { get; }

    /// <summary>Where it is in the frame last hidden; null where it is not there, or lost.</summary>
    MapRectangle? Box { get; }

    /// <summary>How sure its place is, 0..1.</summary>
    double Score { get; }

    /// <summary>Puts a frame's picture without the thing into another one; where it is not there, the picture as it is.</summary>
    void Hide(Frame frame, YuvImage without);
}
