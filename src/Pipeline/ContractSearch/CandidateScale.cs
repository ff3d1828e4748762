using Steerlens.Models;

namespace Steerlens.Pipeline.ContractSearch;

/// <summary>How channel values (0..255) may have been scaled.</summary>
/// <param name="Scale">As in <see cref="InputContract.Scale"/>.</param>
/// <param name="Offset">As in <see cref="InputContract.Offset"/>.</param>
internal sealed record CandidateScale(IReadOnlyList<float> Scale, IReadOnlyList<float> Offset)
{
    private const float SameValue = 1e-5f;

    private static IReadOnlyList<CandidateScale> Usual { get; } =
        [new([1 / 127.5f], [-1]), new([1 / 255f], [0]), new([1 / 255f], [-0.5f]), new([1], [0])];

    /// <summary>The scales that are tried.</summary>
    /// <param name="own">The contract that the network comes with: its scale is the first.</param>
    public static IReadOnlyList<CandidateScale> Of(InputContract own)
    {
        var scales = new List<CandidateScale> { new(own.Scale, own.Offset) };
        scales.AddRange(Usual.Where(usual => !usual.IsSame(scales[0])));
        return scales;
    }

    /// <summary>The range of the input's values, for people.</summary>
    public string Text => Scale.Count > 1 || Offset.Count > 1 ? "by channel" : FormattableString.Invariant($"{Offset[0]:0.###}..{(255 * Scale[0]) + Offset[0]:0.###}");

    private bool IsSame(CandidateScale other)
    {
        for (var channel = 0; channel < 3; channel++)
        {
            var (own, others) = (Scale[channel % Scale.Count], other.Scale[channel % other.Scale.Count]);
            if (Math.Abs(own - others) > SameValue * Math.Abs(others) || Math.Abs(Offset[channel % Offset.Count] - other.Offset[channel % other.Offset.Count]) > SameValue) return false;
        }

        return true;
    }
}
