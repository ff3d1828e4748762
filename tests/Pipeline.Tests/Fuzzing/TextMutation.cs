using System.Text;

namespace Steerlens.Pipeline.Tests.Fuzzing;

/// <summary>Changes texts of lines and fields: fields exchanged for words that readers like to stumble over, lines doubled, cut and mixed.</summary>
internal static class TextMutation
{
    private static readonly string[] Words =
    [
        "", " ", "0", "-0", "1", "-1", "1e308", "1e-400", "1e999", "nan", "NaN", "inf", "-Infinity", "0x10", "1,5", "1.5.2", "999999999999999999999", "true", "null", "\"", "\"\"", "'", "\\", "/",
        "../../etc/passwd", "/dev/zero", "CON", "a\0b", "\uFEFF", "\u202E", "é", "日本", "\uD800", "%s%n", "{}", "[]", "{\"a\":", "[[[[[[[[[[[[", "\t", ";", ",", "\r", "#", "//", "file,angle_rad", "left,top,width,height",
    ];

    /// <summary>The text with a few changes, as UTF-8; sometimes with changed bytes, too.</summary>
    public static byte[] Of(string text, Random random)
    {
        var lines = text.Split('\n').ToList();
        for (var change = random.Next(1, 6); change > 0; change--)
        {
            var at = random.Next(lines.Count);
            switch (random.Next(7))
            {
                case 0:
                case 1:
                    var fields = lines[at].Split([',', ' ', ':'], StringSplitOptions.None);
                    fields[random.Next(fields.Length)] = Words[random.Next(Words.Length)];
                    lines[at] = string.Join(lines[at].Contains(',', StringComparison.Ordinal) ? ',' : ' ', fields);
                    break;
                case 2:
                    lines.Insert(at, lines[random.Next(lines.Count)]);
                    break;
                case 3:
                    if (lines.Count > 1) lines.RemoveAt(at);
                    break;
                case 4:
                    lines[at] = lines[at].Insert(random.Next(lines[at].Length + 1), Words[random.Next(Words.Length)]);
                    break;
                case 5:
                    lines[at] = string.Concat(Enumerable.Repeat(lines[at], random.Next(2, 50)));
                    break;
                default:
                    lines[at] = lines[at][..random.Next(lines[at].Length + 1)];
                    break;
            }
        }

        var bytes = Encoding.UTF8.GetBytes(string.Join(random.Next(8) == 0 ? "\r\n" : "\n", lines));
        return random.Next(3) == 0 ? ByteMutation.Of(bytes, random) : bytes;
    }
}
