namespace Steerlens.Pipeline.Video;

/// <summary>Picks the line of ffmpeg's complaints that says why, and cleans it for people.</summary>
internal static class FfmpegReason
{
    // What ffmpeg says after something else went wrong; each is a symptom, so a line before it is preferred.
    private static readonly string[] Symptoms =
    [
        "Invalid data found when processing input", "Conversion failed!", "Error opening input", "Error writing trailer", "Broken pipe",
        "Exiting normally", "Error while opening encoder", "Error initializing output stream", "Could not write header",
        "Error while decoding stream", "Last message repeated", "Error submitting", "Task finished with error", "Terminating thread",
        "Nothing was written into output file", "Error sending frames", "Error muxing a packet", "Error closing file", "Error opening output",
        "Generic error in an external library", "Error marking filters as finished",
    ];

    /// <summary>The reason in one line: the last complaint that is a cause, else the last complaint, else what the exit code says.</summary>
    internal static string From(IReadOnlyList<string> complaints, int exitCode)
    {
        string? fallback = null;
        for (var i = complaints.Count - 1; i >= 0; i--)
        {
            var line = Clean(complaints[i]);
            if (line.Length == 0) continue;
            fallback ??= line;
            if (!Symptoms.Any(symptom => line.Contains(symptom, StringComparison.OrdinalIgnoreCase))) return line;
        }

        if (exitCode > 128 && !OperatingSystem.IsWindows() && exitCode != 255) return $"ffmpeg was ended by signal {exitCode - 128}";
        return fallback ?? $"ffmpeg ended with exit code {exitCode} and gave no reason";
    }

    // "[mov,mp4,m4a @ 0x55d0] moov atom not found" -> "moov atom not found"
    private static string Clean(string line)
    {
        var text = line.Trim();
        while (text.StartsWith('[') && text.IndexOf("] ", StringComparison.Ordinal) is var end and > 0) text = text[(end + 2)..].Trim();
        if (text.StartsWith("file:", StringComparison.Ordinal) && text.LastIndexOf(": ", StringComparison.Ordinal) is var colon and > 0)
            text = text[(colon + 2)..];
        return text.TrimEnd('.');
    }
}
