namespace Steerlens.Kernels.Occlusion;

/// <summary>How windows lie at the right and bottom edge of the input.</summary>
public enum BankEdges
{
    /// <summary>Every window lies wholly inside; the last one is flush with the edge.</summary>
    Inside,

    /// <summary>Windows start at every multiple of the stride and are cut off at the edge, as in the 2016 reference.</summary>
    Clipped,
}

/// <summary>The set of windows that are masked in turn, grouped by size.</summary>
public sealed class WindowBank
{
    private WindowBank(int height, int width, IReadOnlyList<int> sizes, Window[] windows, int[] groupStarts, EdgeRamp edge)
    {
        Edge = edge;
        Height = height;
        Width = width;
        Sizes = sizes;
        Windows = windows;
        GroupStarts = groupStarts;
    }

    /// <summary>How the weight of a window's pixels rises from its edges inwards.</summary>
    public EdgeRamp Edge { get; }

    /// <summary>Rows of the input that the bank was made for.</summary>
    public int Height { get; }

    /// <summary>Columns of the input that the bank was made for.</summary>
    public int Width { get; }

    /// <summary>The nominal sizes, in the order of the groups; 0 stands for a group of listed windows.</summary>
    public IReadOnlyList<int> Sizes { get; }

    /// <summary>All windows, group after group.</summary>
    public IReadOnlyList<Window> Windows { get; }

    /// <summary>The index of each group's first window, and the number of windows at the end: groups + 1 values.</summary>
    public IReadOnlyList<int> GroupStarts { get; }

    /// <summary>The number of windows.</summary>
    public int Count => Windows.Count;

    /// <summary>Square windows of several sizes at a regular stride.</summary>
    /// <param name="height">Rows of the input.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="sizes">Window sizes in pixels, each at least 1; inside the frame a size is cut to the frame's height or width.</param>
    /// <param name="stride">Pixels between windows, at least 1.</param>
    /// <param name="edges">How windows lie at the right and bottom edge.</param>
    /// <param name="softness">Pixels over which a window's weight rises from its edges inwards; 0 for hard edges.</param>
    /// <exception cref="ArgumentException">No sizes, a size or the stride is below 1, or the softness is negative.</exception>
    public static WindowBank Grid(int height, int width, IReadOnlyList<int> sizes, int stride, BankEdges edges = BankEdges.Inside, float softness = 0)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        RequireSoftness(softness);
        if (sizes.Count == 0) throw new ArgumentException("A bank needs at least one window size.", nameof(sizes));
        var windows = new List<Window>();
        var groupStarts = new List<int> { 0 };
        foreach (var size in sizes)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(size, 1, nameof(sizes));
            foreach (var (row, windowHeight) in Starts(height, size, stride, edges))
            {
                foreach (var (column, windowWidth) in Starts(width, size, stride, edges))
                    windows.Add(new Window(row, column, windowHeight, windowWidth));
            }

            groupStarts.Add(windows.Count);
        }

        return new WindowBank(height, width, [.. sizes], [.. windows], [.. groupStarts], new EdgeRamp(softness));
    }

    /// <summary>A bank of listed windows, as one group.</summary>
    /// <param name="height">Rows of the input.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="windows">Any windows wholly inside the input.</param>
    /// <param name="softness">Pixels over which a window's weight rises from its edges inwards; 0 for hard edges.</param>
    /// <exception cref="ArgumentException">A window is empty or not inside, or the softness is negative.</exception>
    public static WindowBank Of(int height, int width, IReadOnlyList<Window> windows, float softness = 0)
    {
        ArgumentNullException.ThrowIfNull(windows);
        RequireSoftness(softness);
        foreach (var window in windows)
        {
            if (window.Row < 0 || window.Column < 0 || window.Height < 1 || window.Width < 1
                || window.Row + window.Height > height || window.Column + window.Width > width)
                throw new ArgumentException($"{window} is not inside {height}x{width}.", nameof(windows));
        }

        return new WindowBank(height, width, [0], [.. windows], [0, windows.Count], new EdgeRamp(softness));
    }

    private static void RequireSoftness(float softness)
    {
        if (softness is not (>= 0 and < float.PositiveInfinity))
            throw new ArgumentOutOfRangeException(nameof(softness), softness, "A window's softness is a number of pixels, 0 or more.");
    }

    private static IEnumerable<(int Start, int Length)> Starts(int extent, int size, int stride, BankEdges edges)
    {
        if (edges == BankEdges.Clipped)
        {
            for (var start = 0; start < extent; start += stride) yield return (start, Math.Min(size, extent - start));
            yield break;
        }

        var length = Math.Min(size, extent);
        for (var start = 0; start < extent - length; start += stride) yield return (start, length);
        yield return (extent - length, length);
    }
}
