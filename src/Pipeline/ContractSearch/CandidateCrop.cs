using Steerlens.Models;

namespace Steerlens.Pipeline.ContractSearch;

/// <summary>A part of the picture that a network may have been trained on.</summary>
/// <param name="Crop">The part.</param>
/// <param name="Fit">How it is fitted to the network's input.</param>
/// <param name="IsRecipe">Whether it comes from a recipe that people share, or from the file itself, and not from trying round numbers.</param>
internal readonly record struct CandidateCrop(CropRectangle Crop, CropFit Fit, bool IsRecipe)
{
    private const double SameCrop = 1e-4;

    /// <summary>
    /// What courses and their solutions cut off the simulator's 160 rows (60, 70 or 50 above, 25, 25 or 20 below), and the lowest 150 rows of 480 and
    /// of 256.
    /// </summary>
    private static IReadOnlyList<CropRectangle> Recipes { get; } = [Rows(60, 25, 160), Rows(70, 25, 160), Rows(50, 20, 160), Rows(330, 0, 480), Rows(106, 0, 256)];

    private static IReadOnlyList<CropRectangle> RoundNumbers { get; } = [CropRectangle.Whole, Rows(30, 0, 100), Rows(35, 0, 100), Rows(40, 0, 100), Rows(50, 0, 100)];

    /// <summary>The crops that are tried.</summary>
    /// <param name="own">The contract that the network comes with: its crop is the first.</param>
    public static IReadOnlyList<CandidateCrop> Of(InputContract own)
    {
        var crops = new List<CandidateCrop> { new(own.Crop, own.Fit, !own.Assumed.Contains("steerlens.crop", StringComparer.Ordinal)) };
        foreach (var crop in Recipes) Add(crops, new CandidateCrop(crop, CropFit.Stretch, IsRecipe: true));
        foreach (var crop in RoundNumbers) Add(crops, new CandidateCrop(crop, CropFit.Stretch, IsRecipe: false));
        Add(crops, new CandidateCrop(CropRectangle.Whole, CropFit.Aspect, IsRecipe: false));
        return crops;
    }

    /// <summary>The crop for people, in rows of a picture.</summary>
    public string RowsOf(int width, int height)
    {
        var (top, bottom) = (Math.Round(Crop.Top * height), Math.Round((Crop.Top + Crop.Height) * height));
        var (left, right) = (Math.Round(Crop.Left * width), Math.Round((Crop.Left + Crop.Width) * width));
        var columns = left > 0 || right < width ? FormattableString.Invariant($", columns {left}..{right - 1}") : "";
        var rows = top > 0 || bottom < height ? FormattableString.Invariant($"rows {top}..{bottom - 1} of {height}{columns}") : columns.Length > 0 ? "all rows" + columns : "whole";
        return Fit == CropFit.Aspect ? rows + ", aspect" : rows;
    }

    private static CropRectangle Rows(int above, int below, int of) => new(0, (double)above / of, 1, (double)(of - above - below) / of);

    private static void Add(List<CandidateCrop> crops, CandidateCrop candidate)
    {
        if (!crops.Exists(crop => crop.Fit == candidate.Fit && IsSame(crop.Crop, candidate.Crop))) crops.Add(candidate);
    }

    private static bool IsSame(CropRectangle first, CropRectangle second) =>
        Math.Abs(first.Left - second.Left) < SameCrop && Math.Abs(first.Top - second.Top) < SameCrop
        && Math.Abs(first.Width - second.Width) < SameCrop && Math.Abs(first.Height - second.Height) < SameCrop;
}
