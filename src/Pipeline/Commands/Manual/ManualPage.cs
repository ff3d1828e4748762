using System.CommandLine;
using System.Text;
using Steerlens.Kernels.Maps;

namespace Steerlens.Pipeline.Commands.Manual;

/// <summary>The manual page in the macros of man(7), made from the same commands, options and descriptions as the help.</summary>
internal static class ManualPage
{
    private static readonly (ExitCode Code, string Meaning)[] ExitCodes =
    [
        (ExitCode.Success, "Done."),
        (ExitCode.Unexpected, "Something unexpected; --verbose tells more."),
        (ExitCode.Usage, "The command line makes no sense."),
        (ExitCode.SomeInputsFailed, "Some of several inputs failed; the others are done."),
        (ExitCode.InputUnreadable, "An input can't be read."),
        (ExitCode.OutputUnwritable, "An output exists or can't be written."),
        (ExitCode.BackEndUnavailable, "Something is missing: ffmpeg, an encoder, a device."),
        (ExitCode.Cancelled, "Cancelled; films are playable up to there."),
        (ExitCode.Terminated, "Terminated, likewise."),
    ];

    /// <summary>Writes the page.</summary>
    /// <param name="root">All commands.</param>
    /// <param name="version">The version that the page's foot names.</param>
    /// <param name="output">Gets the page.</param>
    public static void Write(RootCommand root, string version, TextWriter output)
    {
        output.WriteLine($".TH STEERLENS 1 \"\" \"steerlens {Plain(version)}\"");
        // Options can be copied: no hyphens at the ends of lines, no stretched spaces.
        output.WriteLine(".nh");
        output.WriteLine(".ad l");
        output.WriteLine(".SH NAME");
        output.WriteLine("steerlens \\- " + Plain(FirstLower(root.Description!.TrimEnd('.'))));
        output.WriteLine(".SH SYNOPSIS");
        foreach (var command in root.Subcommands)
        {
            output.WriteLine($".B steerlens {Plain(command.Name)}");
            output.WriteLine(Plain(string.Join(' ', command.Arguments.Select(Synopsis).Append(command.Options.Count > 0 ? "[options]" : "")).Trim()));
            output.WriteLine(".br");
        }

        output.WriteLine(".SH COMMANDS");
        foreach (var command in root.Subcommands) WriteCommand(command, output);

        output.WriteLine(".SH MAPS");
        foreach (var method in MapMethods.All) WriteTerm(method.Name, method.Description, output);

        output.WriteLine(".SH EXIT STATUS");
        foreach (var (code, meaning) in ExitCodes) WriteTerm(((int)code).ToString(System.Globalization.CultureInfo.InvariantCulture), meaning, output);

        output.WriteLine(".SH ENVIRONMENT");
        WriteTerm("STEERLENS_OPTION", "The default of each option: STEERLENS_ and its name in capitals, like STEERLENS_WINDOW_STRIDE=8. The command line comes first.", output);
        WriteTerm(Video.FfmpegTools.FolderVariable, "The folder of ffmpeg and ffprobe, where others than those of the PATH are wanted.", output);

        output.WriteLine(".SH SEE ALSO");
        output.WriteLine(".BR ffmpeg (1)");
    }

    private static void WriteCommand(Command command, TextWriter output)
    {
        output.WriteLine($".SS steerlens {Plain(command.Name)}");
        output.WriteLine(Plain(command.Description ?? ""));
        foreach (var argument in command.Arguments) WriteTerm(argument.Name, argument.Description, output);
        foreach (var option in command.Options.Where(option => !option.Hidden)) WriteTerm(Names(option), option.Description, output);
        if (command is not ExampledCommand { Examples: [_, ..] examples }) return;
        output.WriteLine(".PP");
        output.WriteLine(examples.Count == 1 ? "Example:" : "Examples:");
        output.WriteLine(".PP");
        output.WriteLine(".RS 4");
        output.WriteLine(".nf");
        foreach (var example in examples) output.WriteLine(Plain(example));
        output.WriteLine(".fi");
        output.WriteLine(".RE");
    }

    private static void WriteTerm(string term, string? description, TextWriter output)
    {
        output.WriteLine(".TP");
        output.WriteLine("\\fB" + Plain(term) + "\\fR");
        output.WriteLine(Plain(description ?? ""));
    }

    private static string Names(Option option)
    {
        var names = string.Join(", ", option.Aliases.Append(option.Name).Distinct(StringComparer.Ordinal).OrderBy(name => name.Length));
        return option.HelpName is { Length: > 0 } value ? $"{names} <{value}>" : names;
    }

    private static string Synopsis(Argument argument)
    {
        var name = argument.Arity.MaximumNumberOfValues > 1 ? argument.Name + "..." : argument.Name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    private static string FirstLower(string text) => char.ToLowerInvariant(text[0]) + text[1..];

    /// <summary>Text that means itself: a hyphen that can be copied, a backslash, and a line that begins like a macro.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length + 8);
        if (text is ['.' or '\'', ..]) plain.Append("\\&");
        foreach (var letter in text.ReplaceLineEndings(" "))
        {
            plain.Append(letter switch { '\\' => "\\e", '-' => "\\-", _ => letter.ToString() });
        }

        return plain.ToString();
    }
}
