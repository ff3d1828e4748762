namespace Steerlens.Kernels.Occlusion;

/// <summary>Windows that somebody listed, and where each was, so that a wrong one can be named.</summary>
/// <param name="Source">What holds the list, for people.</param>
/// <param name="Windows">The windows in the order of the list.</param>
/// <param name="Lines">For each window its line, from 1.</param>
public sealed record WindowList(string Source, IReadOnlyList<Window> Windows, IReadOnlyList<int> Lines)
{
    /// <summary>The line of the first window that is not wholly inside a picture; null where all are.</summary>
    /// <param name="height">The picture's rows.</param>
    /// <param name="width">The picture's columns.</param>
    public int? FirstLineOutside(int height, int width)
    {
        for (var index = 0; index < Windows.Count; index++)
        {
            var window = Windows[index];
            if (window.Row < 0 || window.Column < 0 || window.Height < 1 || window.Width < 1
                || window.Height > height - window.Row || window.Width > width - window.Column)
                return Lines[index];
        }

        return null;
    }
}
