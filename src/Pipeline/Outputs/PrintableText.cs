using System.Globalization;
using System.Text;

namespace Steerlens.Pipeline.Outputs;

/// <summary>Text that may hold anything, such as the name of a file, made safe for one line of a terminal.</summary>
internal static class PrintableText
{
    /// <summary>The text with every control character written out: a line feed as <c>\n</c>, an escape as <c>\x1b</c>.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.Any(IsUnsafe)) return text;
        var safe = new StringBuilder(text.Length + 16);
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '\n' => safe.Append("\\n"),
                '\r' => safe.Append("\\r"),
                '\t' => safe.Append("\\t"),
                _ when !IsUnsafe(letter) => safe.Append(letter),
                <= '\xff' => safe.Append(CultureInfo.InvariantCulture, $"\\x{(int)letter:x2}"),
                _ => safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
            };
        }

        return safe.ToString();
    }

    // Marks that turn the direction of writing could make a name look like another one.
    private static bool IsUnsafe(char letter) =>
        char.IsControl(letter) || letter is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
