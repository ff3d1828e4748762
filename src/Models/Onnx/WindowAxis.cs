namespace Steerlens.Models.Onnx;

/// <summary>How a kernel or rectangle walks along one axis of a picture.</summary>
/// <param name="Before">Positions before the input at which it begins.</param>
/// <param name="Output">How often it fits.</param>
internal readonly record struct WindowAxis(int Before, int Output)
{
    /// <summary>Reads padding and rounding from a node.</summary>
    /// <param name="node">Conv, MaxPool or AveragePool.</param>
    /// <param name="size">Positions of the input.</param>
    /// <param name="reach">Positions that the kernel reaches over.</param>
    /// <param name="stride">Positions between two places of it.</param>
    /// <param name="axis">0 for rows, 1 for columns.</param>
    /// <param name="padded">Zeros that a node before this one put around the input, if any.</param>
    public static WindowAxis Of(Node node, int size, int reach, int stride, int axis, ZeroPadding? padded = null)
    {
        var mode = node.Text("auto_pad", "NOTSET");
        var (outerBefore, outerAfter) = padded is { } outer ? (axis == 0 ? outer.Top : outer.Left, axis == 0 ? outer.Bottom : outer.Right) : (0, 0);
        long before = 0, after = 0;
        switch (mode)
        {
            case "NOTSET" or "":
                if (node.Integers("pads") is not { } pads) break;
                if (pads.Length != 4 || pads.Any(pad => pad is < 0 or > 4096))
                    throw node.Fail($"{node.Operator} has pads of {string.Join('x', pads.Take(8))}", "four numbers from 0 to 4096 are expected");
                (before, after) = (pads[axis], pads[axis + 2]);
                break;
            case "SAME_UPPER" or "SAME_LOWER":
                var whole = outerBefore + size + outerAfter;
                var total = Math.Max((((long)((whole + stride - 1) / stride) - 1) * stride) + reach - whole, 0);
                before = mode is "SAME_UPPER" ? total / 2 : total - (total / 2);
                after = total - before;
                break;
            case "VALID":
                break;
            default:
                throw node.Fail($"{node.Operator} has auto_pad '{mode}'", "NOTSET, SAME_UPPER, SAME_LOWER and VALID are read");
        }

        (before, after) = (before + outerBefore, after + outerAfter);
        var room = size + before + after - reach;
        if (room < 0) throw node.Fail($"{node.Operator}'s kernel of {reach} does not fit into {size} {(axis == 0 ? "rows" : "columns")}", "the network's input is too small for it");
        var output = (room / stride) + 1;
        if (node.Integer("ceil_mode", 0) != 0 && room % stride != 0 && output * stride < size + before) output++;
        return new WindowAxis((int)before, (int)output);
    }

    /// <summary>Two positive numbers of an attribute.</summary>
    public static (int First, int Second) Pair(Node node, string attribute, long? otherwise)
    {
        var values = node.Integers(attribute) ?? (otherwise is { } value ? [value, value] : []);
        if (values.Length != 2 || values.Any(size => size is < 1 or > 4096))
            throw node.Fail($"{node.Operator} has {attribute} of {string.Join('x', values.Take(8))}", "two numbers from 1 to 4096 are expected");
        return ((int)values[0], (int)values[1]);
    }
}

/// <summary>Zeros that a node put around a layer, which the next convolution can take for its own padding.</summary>
/// <param name="Layer">The layer without them.</param>
/// <param name="Height">Its rows.</param>
/// <param name="Width">Its columns.</param>
/// <param name="Top">Rows of zeros above.</param>
/// <param name="Left">Columns of zeros on the left.</param>
/// <param name="Bottom">Rows of zeros below.</param>
/// <param name="Right">Columns of zeros on the right.</param>
internal sealed record ZeroPadding(int Layer, int Height, int Width, int Top, int Left, int Bottom, int Right);
