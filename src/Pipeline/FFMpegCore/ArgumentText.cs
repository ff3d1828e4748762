using System.Text;

namespace Steerlens.Pipeline.FFMpegCore;

/// <summary>Arguments as one text, which is what FFMpegCore hands to the system: each comes out again as it was.</summary>
internal static class ArgumentText
{
    /// <summary>Several arguments.</summary>
    public static string Of(IEnumerable<string> arguments) => string.Join(' ', arguments.Select(argument => $"\"{Inside(argument)}\""));

    /// <summary>One argument as it stands between quotation marks: marks have a backslash before them, backslashes before a mark are doubled.</summary>
    public static string Inside(string argument)
    {
        var text = new StringBuilder();
        var backslashes = 0;
        foreach (var character in argument)
        {
            if (character == '"') text.Append('\\', backslashes + 1);
            backslashes = character == '\\' ? backslashes + 1 : 0;
            text.Append(character);
        }

        return text.Append('\\', backslashes).ToString();
    }
}
