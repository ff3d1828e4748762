using Steerlens.Kernels.Occlusion;

namespace Steerlens.Kernels.Engines.States;

/// <summary>
/// One axis (rows or columns) of one layer: for each position the distinct ways in which the intervals of a grid can change what it
/// sees. Two intervals that look the same to a position share a class; intervals that it does not see have none. A window is a row
/// interval and a column interval, so the value of an activation depends on its row class and its column class alone.
/// </summary>
internal sealed class AxisClasses
{
    /// <summary>The class of a position that an interval does not change.</summary>
    public const int None = -1;

    private AxisClasses(int extent, int intervals, int kernel)
    {
        Extent = extent;
        Kernel = kernel;
        Starts = new int[extent + 1];
        OfInterval = new int[intervals * extent];
    }

    /// <summary>Positions along the axis.</summary>
    public int Extent { get; }

    /// <summary>Taps of the layer's kernel along the axis; 0 for the input.</summary>
    public int Kernel { get; }

    /// <summary>The number of classes of all positions together.</summary>
    public int Count => Starts[Extent];

    /// <summary>The classes of position p are Starts[p] up to Starts[p + 1]: extent + 1 values.</summary>
    public int[] Starts { get; }

    /// <summary>For each interval (slow) and position (fast) the class, or <see cref="None"/>.</summary>
    public int[] OfInterval { get; }

    /// <summary>The position of each class.</summary>
    public int[] Position { get; private set; } = [];

    /// <summary>For each class (slow) and tap (fast) the class below, or <see cref="None"/>.</summary>
    public int[] Taps { get; private set; } = [];

    /// <summary>For each class the first tap that has a class below. Intervals have no holes, so all taps up to <see cref="LastTap"/> have one.</summary>
    public int[] FirstTap { get; private set; } = [];

    /// <summary>For each class the last tap that has a class below.</summary>
    public int[] LastTap { get; private set; } = [];

    /// <summary>For each class of the input how much of the fill the pixel takes: above 0, up to 1.</summary>
    public float[] Weights { get; private set; } = [];

    /// <summary>The taps of all classes that have a class below: the products along this axis.</summary>
    public long TapCount
    {
        get
        {
            var sum = 0L;
            for (var index = 0; index < Count; index++) sum += LastTap[index] - FirstTap[index] + 1;
            return sum;
        }
    }

    /// <summary>The most classes that one position has.</summary>
    public int Widest
    {
        get
        {
            var widest = 0;
            for (var position = 0; position < Extent; position++) widest = Math.Max(widest, Starts[position + 1] - Starts[position]);
            return widest;
        }
    }

    /// <summary>The classes of the input's pixels: the distinct weights that the intervals give them.</summary>
    /// <param name="extent">Pixels along the axis.</param>
    /// <param name="intervals">First pixel and length of each interval.</param>
    /// <param name="ramp">How the weight rises from an interval's ends.</param>
    public static AxisClasses OfInput(int extent, IReadOnlyList<(int Start, int Length)> intervals, EdgeRamp ramp)
    {
        var classes = new AxisClasses(extent, intervals.Count, 0);
        var weights = new List<float>();
        var position = new List<int>();
        var known = new Dictionary<float, int>();
        for (var pixel = 0; pixel < extent; pixel++)
        {
            known.Clear();
            for (var interval = 0; interval < intervals.Count; interval++)
            {
                var (start, length) = intervals[interval];
                ref var cell = ref classes.OfInterval[(interval * extent) + pixel];
                cell = None;
                if (pixel < start || pixel >= start + length) continue;
                var weight = ramp.Weight(pixel - start, length);
                if (!known.TryGetValue(weight, out cell))
                {
                    cell = weights.Count;
                    known.Add(weight, cell);
                    weights.Add(weight);
                    position.Add(pixel);
                }
            }

            classes.Starts[pixel + 1] = weights.Count;
        }

        classes.Weights = [.. weights];
        classes.Position = [.. position];
        return classes;
    }

    /// <summary>The number of a position's classes.</summary>
    public int CountAt(int position) => Starts[position + 1] - Starts[position];

    /// <summary>The classes of a layer above: the distinct tuples of the classes under its kernel, ordered by the taps that they have.</summary>
    public AxisClasses Through(int kernel, int stride, int padding, int extent)
    {
        var intervals = OfInterval.Length / Math.Max(1, Extent);
        var above = new AxisClasses(extent, intervals, kernel);
        var (positions, taps, first, last) = (new List<int>(), new List<int>(), new List<int>(), new List<int>());
        var tuples = new int[intervals][];
        for (var position = 0; position < extent; position++)
        {
            for (var interval = 0; interval < intervals; interval++) tuples[interval] = TupleOf(interval, (position * stride) - padding, kernel);
            var distinct = tuples.Where(tuple => Array.Exists(tuple, value => value != None)).Distinct(TupleComparer.Instance)
                .OrderBy(FirstOf).ThenBy(LastOf).ToArray();
            var numbers = new Dictionary<int[], int>(TupleComparer.Instance);
            foreach (var tuple in distinct)
            {
                numbers.Add(tuple, positions.Count);
                positions.Add(position);
                taps.AddRange(tuple);
                first.Add(FirstOf(tuple));
                last.Add(LastOf(tuple));
            }

            for (var interval = 0; interval < intervals; interval++)
                above.OfInterval[(interval * extent) + position] = numbers.GetValueOrDefault(tuples[interval], None);
            above.Starts[position + 1] = positions.Count;
        }

        (above.Position, above.Taps, above.FirstTap, above.LastTap) = ([.. positions], [.. taps], [.. first], [.. last]);
        return above;
    }

    private static int FirstOf(int[] tuple) => Array.FindIndex(tuple, value => value != None);

    private static int LastOf(int[] tuple) => Array.FindLastIndex(tuple, value => value != None);

    private int[] TupleOf(int interval, int start, int kernel)
    {
        var tuple = new int[kernel];
        for (var tap = 0; tap < kernel; tap++)
            tuple[tap] = start + tap >= 0 && start + tap < Extent ? OfInterval[(interval * Extent) + start + tap] : None;
        return tuple;
    }

    private sealed class TupleComparer : IEqualityComparer<int[]>
    {
        public static TupleComparer Instance { get; } = new();

        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] obj)
        {
            var hash = default(HashCode);
            foreach (var value in obj) hash.Add(value);
            return hash.ToHashCode();
        }
    }
}
