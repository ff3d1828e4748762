using Steerlens.Kernels.Engines.States;

namespace Steerlens.Kernels.Cuda;

/// <summary>
/// One axis of one layer of one grid, its classes numbered anew: those with the same taps follow one another, so that blocks of states need
/// the same taps.
/// </summary>
internal sealed class GridAxis
{
    private readonly int[] _numbers;

    /// <summary>Numbers the classes.</summary>
    public GridAxis(AxisClasses classes)
    {
        Classes = classes;
        Order = [.. Enumerable.Range(0, classes.Count)];
        if (classes.Kernel > 0) Order = [.. Order.OrderBy(index => classes.FirstTap[index]).ThenBy(index => classes.LastTap[index]).ThenBy(index => index)];
        _numbers = new int[Order.Length];
        for (var number = 0; number < Order.Length; number++) _numbers[Order[number]] = number;
        if (classes.Kernel == 0) return;
        for (var first = 0; first < Order.Length;)
        {
            var (firstTap, lastTap) = TapsOf(first);
            var end = first + 1;
            while (end < Order.Length && TapsOf(end) == (firstTap, lastTap)) end++;
            Groups.Add((first, end - first, firstTap, lastTap + 1));
            first = end;
        }
    }

    /// <summary>The classes as they were numbered before.</summary>
    public AxisClasses Classes { get; }

    /// <summary>For each class its former number.</summary>
    public int[] Order { get; }

    /// <summary>The number of classes.</summary>
    public int Count => Order.Length;

    /// <summary>Classes with the same taps: the first, their number, the first tap and the end of the taps. None for the input.</summary>
    public List<(int First, int Count, int FirstTap, int EndTap)> Groups { get; } = [];

    /// <summary>A class's new number; <see cref="AxisClasses.None"/> stays.</summary>
    public int NumberOf(int former) => former == AxisClasses.None ? AxisClasses.None : _numbers[former];

    private (int First, int Last) TapsOf(int number) => (Classes.FirstTap[Order[number]], Classes.LastTap[Order[number]]);
}
