using Steerlens.Kernels.Maps;
using Steerlens.Models;

namespace Steerlens.Kernels.OnnxRuntime;

/// <summary>Finds out which of the usual fills a caller masks with, and makes it for the frames to come.</summary>
internal sealed class FillRule
{
    private readonly FillPicture _picture;

    private FillRule(FillPicture picture) => _picture = picture;

    /// <summary>The rule that makes a fill of a picture; null where none does.</summary>
    /// <param name="network">The network.</param>
    /// <param name="picture">The picture, H x W x C.</param>
    /// <param name="fill">What it was masked with, H x W x C.</param>
    public static FillRule? Of(Network network, ReadOnlySpan<float> picture, ReadOnlySpan<float> fill)
    {
        foreach (var kind in Enum.GetValues<Fill>())
        {
            var made = new FillPicture(network.Input, network.Contract, kind);
            if (made.Make(picture).SequenceEqual(fill)) return new FillRule(made);
        }

        return null;
    }

    /// <summary>The fill of another picture. One caller at a time.</summary>
    public ReadOnlySpan<float> Make(ReadOnlySpan<float> picture) => _picture.Make(picture);
}
