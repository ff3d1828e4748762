using System.Text;

namespace Steerlens.Pipeline.Verification;

/// <summary>Rows of words under titles: columns as wide as they need, the first and the last on the left, the others on the right. Lines are never broken.</summary>
/// <param name="titles">One for each column.</param>
internal sealed class TextTable(IReadOnlyList<string> titles)
{
    private const string Gap = "  ";

    private readonly List<IReadOnlyList<string>> _rows = [];

    /// <summary>Adds a row.</summary>
    /// <exception cref="ArgumentException">It has not one word for each title.</exception>
    public void Add(IReadOnlyList<string> row)
    {
        if (row.Count != titles.Count) throw new ArgumentException($"{row.Count} words don't fit {titles.Count} columns.", nameof(row));
        _rows.Add(row);
    }

    /// <summary>Writes an empty line, the titles, and the rows.</summary>
    public void WriteTo(StringBuilder text)
    {
        var widths = titles.Select((title, column) => Math.Max(title.Length, _rows.Max(row => (int?)row[column].Length) ?? 0)).ToArray();
        text.Append('\n');
        Write(titles);
        foreach (var row in _rows) Write(row);

        void Write(IReadOnlyList<string> row)
        {
            var cells = row.Select((word, column) => column == 0 || column == row.Count - 1 ? word.PadRight(widths[column]) : word.PadLeft(widths[column]));
            text.Append(string.Join(Gap, cells).TrimEnd()).Append('\n');
        }
    }
}
