namespace Steerlens.Models.Export;

/// <summary>How windows of a convolution or pooling lie on one axis: what the format wants to know of both its directions.</summary>
/// <param name="Before">Padding before the first position.</param>
/// <param name="After">Padding behind the last one.</param>
/// <param name="Unread">Positions at the end that no window reads.</param>
internal readonly record struct PaddedWindow(int Before, int After, int Unread)
{
    /// <summary>The padding that makes <paramref name="output"/> positions out of <paramref name="input"/>.</summary>
    /// <param name="input">Input positions.</param>
    /// <param name="output">Output positions.</param>
    /// <param name="reach">Positions that a window reaches over.</param>
    /// <param name="stride">Positions from one window to the next.</param>
    /// <param name="before">Padding before the first position.</param>
    public static PaddedWindow Of(int input, int output, int reach, int stride, int before)
    {
        var end = ((output - 1) * stride) + reach - before;
        return new PaddedWindow(before, Math.Max(0, end - input), Math.Max(0, input - end));
    }
}
