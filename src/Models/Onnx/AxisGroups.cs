namespace Steerlens.Models.Onnx;

/// <summary>The parts into which some axes cut a tensor: values whose places differ along those axes alone are in one group.</summary>
internal sealed class AxisGroups
{
    private readonly int[] _groups;
    private readonly ComputedValue _input;

    private AxisGroups(ComputedValue input, int[] groups, int count) => (_input, _groups, Count) = (input, groups, count);

    /// <summary>Groups.</summary>
    public int Count { get; }

    /// <summary>For each value in the graph's order the number of its group; groups are numbered in the graph's order, too.</summary>
    public IReadOnlyList<int> Numbers => _groups;

    /// <summary>The groups that are left when these axes are taken together.</summary>
    public static AxisGroups Over(Node node, ComputedValue input, int[] axes)
    {
        if (axes.Contains(0) && axes.Length < input.Rank) throw node.Fail($"{node.Operator} is over the batch", "export the network so that the batch stays apart");
        node.Translation.Spend(input.Count);
        var groups = new int[input.Count];
        var count = 1;
        for (var index = 0; index < groups.Length; index++)
        {
            var rest = index;
            count = 1;
            for (var axis = input.Rank - 1; axis > 0; axis--)
            {
                var size = input.Dimensions[axis];
                if (!axes.Contains(axis))
                {
                    groups[index] += rest % size * count;
                    count *= size;
                }

                rest /= size;
            }
        }

        return new AxisGroups(input, groups, count);
    }

    /// <summary>As many groups of equal length, one after the other in the graph's order.</summary>
    public static AxisGroups Equal(ComputedValue input, int count)
    {
        var each = input.Count / count;
        return new AxisGroups(input, [.. Enumerable.Range(0, input.Count).Select(index => index / each)], count);
    }

    /// <summary>Compares with parts of the layer, which may be numbered in another order but must have the same members.</summary>
    /// <param name="part">For an index into the layer the number of its part, from 0.</param>
    /// <returns>For each group the number of its part; null where they are not the same.</returns>
    public int[]? AsParts(Func<int, int> part)
    {
        var parts = new int[Count];
        Array.Fill(parts, -1);
        for (var index = 0; index < _groups.Length; index++)
        {
            var number = part(_input.Order[index]);
            if (parts[_groups[index]] >= 0 && parts[_groups[index]] != number) return null;
            parts[_groups[index]] = number;
        }

        return parts.Distinct().Count() == Count ? parts : null;
    }
}
