using Steerlens.Models;

namespace Steerlens.Pipeline.ContractSearch;

/// <summary>A contract that was tried, and how well the network drives with it.</summary>
/// <param name="Contract">The contract, with the unit and the sign that suit it best.</param>
/// <param name="Crop">Its crop.</param>
/// <param name="Scale">Its scale.</param>
/// <param name="Fit">How well it drives.</param>
/// <param name="Outputs">The network's raw output for each frame.</param>
internal sealed record RankedContract(InputContract Contract, CandidateCrop Crop, CandidateScale Scale, AngleFit Fit, double[] Outputs);
