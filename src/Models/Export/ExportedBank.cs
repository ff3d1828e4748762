namespace Steerlens.Models.Export;

/// <summary>The windows of an exported occlusion: pixels are masked by the product of a row's and a column's weight.</summary>
/// <param name="Groups">Windows of one size each; a map is the mean over the groups.</param>
/// <param name="Fill">What a masked pixel shows, one value for each channel of the input; null for the picture's mean colour.</param>
public sealed record ExportedBank(IReadOnlyList<ExportedWindows> Groups, float[]? Fill);

/// <summary>The windows of one size.</summary>
/// <param name="Rows">Windows x H: how much of each row a window masks, 0..1.</param>
/// <param name="Columns">Windows x W: how much of each column it masks, 0..1.</param>
/// <param name="Areas">For each window the pixels of its rectangle.</param>
public sealed record ExportedWindows(float[] Rows, float[] Columns, float[] Areas)
{
    /// <summary>The number of windows.</summary>
    public int Count => Areas.Length;
}
