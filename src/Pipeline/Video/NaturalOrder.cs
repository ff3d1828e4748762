namespace Steerlens.Pipeline.Video;

/// <summary>Orders names as people number them: <c>frame2</c> before <c>frame10</c>; other characters by their code.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    internal static NaturalOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        var (left, right) = (x ?? "", y ?? "");
        var (i, j) = (0, 0);
        while (i < left.Length && j < right.Length)
        {
            if (char.IsAsciiDigit(left[i]) && char.IsAsciiDigit(right[j]))
            {
                var first = Digits(left, ref i);
                var second = Digits(right, ref j);
                var byValue = first.Length != second.Length ? first.Length.CompareTo(second.Length) : first.SequenceCompareTo(second);
                if (byValue != 0) return byValue;
                continue;
            }

            if (left[i] != right[j]) return left[i].CompareTo(right[j]);
            i++;
            j++;
        }

        var byLength = (left.Length - i).CompareTo(right.Length - j);
        return byLength != 0 ? byLength : string.CompareOrdinal(left, right);
    }

    // The digits of a number without its leading zeros.
    private static ReadOnlySpan<char> Digits(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        return text.AsSpan(start, at - start).TrimStart('0');
    }
}
