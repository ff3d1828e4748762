namespace Steerlens.Pipeline.Outputs;

/// <summary>How progress is told on standard error.</summary>
public enum ProgressStyle
{
    /// <summary>A bar on a terminal, lines elsewhere.</summary>
    Auto,

    /// <summary>One line that is written over and over.</summary>
    Bar,

    /// <summary>A line every few seconds.</summary>
    Plain,

    /// <summary>A JSON object on a line, every second.</summary>
    Json,

    /// <summary>Nothing.</summary>
    None,
}
