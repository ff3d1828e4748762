using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;

namespace Steerlens.Kernels.Engines;

/// <summary>An engine that makes occlusion maps where it computes the windows, so that a map comes back instead of every window's outputs.</summary>
internal interface IOcclusionMapper
{
    /// <summary>The scores and the map of a bank, as <see cref="OcclusionMap"/> defines them.</summary>
    /// <param name="pass">The frame.</param>
    /// <param name="bank">The windows.</param>
    /// <param name="fill">H x W x C float32: what a masked pixel is replaced with.</param>
    /// <param name="outputWeights">The angle as a weighted sum of the outputs.</param>
    /// <param name="target">What a score counts.</param>
    /// <param name="scores">One for each window.</param>
    /// <param name="map">H x W float32.</param>
    /// <returns>False where the bank, the target or the device can't be used so: nothing was then written.</returns>
    bool TryMap(ForwardPass pass, WindowBank bank, ReadOnlySpan<float> fill, ReadOnlySpan<float> outputWeights, Target target, Span<float> scores, Span<float> map);
}
