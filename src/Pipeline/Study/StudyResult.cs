using Steerlens.Kernels.Images;
using Steerlens.Kernels.Truth;

namespace Steerlens.Pipeline.Study;

/// <summary>What a look of the road does to a network. Angles are in degrees, positive = right.</summary>
/// <param name="Condition">The look.</param>
/// <param name="Angles">The network's angle in each frame.</param>
/// <param name="Change">The mean change of the angle against the plain road, and its interval.</param>
/// <param name="Size">The mean size of the change.</param>
/// <param name="Error">The root of the mean square of angle less true angle.</param>
/// <param name="Spread">The mean standard deviation of several trainings' angles; null where there is one.</param>
/// <param name="UnlikeTraining">The share of frames that are unlike the training frames; null where nothing is known of those.</param>
/// <param name="Correlations">Each map's mean correlation with the plain road's.</param>
/// <param name="Tiles">The sheet's frame as it is, then under each map.</param>
internal sealed record StudyResult(
    StudyCondition Condition,
    double[] Angles,
    Interval Change,
    double Size,
    double Error,
    double? Spread,
    double? UnlikeTraining,
    IReadOnlyList<double> Correlations,
    IReadOnlyList<YuvImage> Tiles);
