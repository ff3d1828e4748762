using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Commands.Parsing;

/// <summary>The option that says how progress is told.</summary>
internal static class ProgressOption
{
    /// <summary>Makes the option.</summary>
    public static ParsedOption<ProgressStyle> Create() => new(
        "--progress", "auto|bar|plain|json|none",
        "A bar, a line every few seconds, JSON lines, or nothing, all on standard error (default: a bar on a terminal, else lines)",
        OptionValues.Choice(
            ("auto", ProgressStyle.Auto), ("bar", ProgressStyle.Bar), ("plain", ProgressStyle.Plain), ("json", ProgressStyle.Json), ("none", ProgressStyle.None)));
}
