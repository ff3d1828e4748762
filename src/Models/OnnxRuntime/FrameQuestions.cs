namespace Steerlens.Models.OnnxRuntime;

/// <summary>What a <see cref="FrameGraph"/> answers about a picture, beside the network's outputs.</summary>
/// <param name="Activation">The layer whose values are wanted, or <see cref="Network.InputIndex"/>; null for none.</param>
/// <param name="Gradient">The layer at which the gradient of the outputs is wanted, or <see cref="Network.InputIndex"/>; null for none.</param>
/// <param name="IsGuided">Whether a ReLU lets only positive gradients pass.</param>
/// <param name="Windows">How many masked pictures are run; 0 for none.</param>
public readonly record struct FrameQuestions(int? Activation = null, int? Gradient = null, bool IsGuided = false, int Windows = 0);
