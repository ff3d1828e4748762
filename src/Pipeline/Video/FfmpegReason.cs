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
        if (FfmpegDeath.Of(exitCode) is { } death) return death;
        string? fallback = null;
        for (var i = complaints.Count - 1; i >= 0; i--)
        {
            var line = Clean(complaints[i]);
            if (line.Length == 0) continue;
            fallback ??= line;
            if (!Symptoms.Any(symptom => line.Contains(symptom, StringComparison.OrdinalIgnoreCase))) return line;
        }

        return fallback ?? $"ffmpeg ended with exit code {exitCode} and gave no reason";
    }

    /// <summary>Whether a line is an encoder's greeting rather than a complaint: <c>Svt[info]: SVT [version]</c>, <c>x265 [info]: HEVC encoder</c>.</summary>
    internal static bool IsBanner(string line) => line.StartsWith("Svt[info]", StringComparison.Ordinal) || line.StartsWith("x265 [info]", StringComparison.Ordinal)
        || line.StartsWith("x264 [info]", StringComparison.Ordinal);

    /// <summary>Whether a line comes from reading a film rather than from writing another: its reader or its sound's decoder speaks, or the film is named.</summary>
    internal static bool IsAbout(MediaInfo media, string line) =>
        line.StartsWith($"[{media.Container} @", StringComparison.Ordinal)
        || line.Contains(media.Path, StringComparison.Ordinal)
        || line.Contains("stream #1:", StringComparison.Ordinal)
        || media.Audio.Any(audio => line.StartsWith($"[{audio.Codec} @", StringComparison.Ordinal) || line.StartsWith($"[{audio.Codec}float @", StringComparison.Ordinal));

    // "[mov,mp4,m4a @ 0x55d0] moov atom not found" -> "moov atom not found"
    private static string Clean(string line)
    {
        var text = line.Trim();
        while (text.StartsWith('[') && text.IndexOf("] ", StringComparison.Ordinal) is var end and > 0) text = text[(end + 2)..].Trim();
        if (text.StartsWith("file:", StringComparison.Ordinal) && text.LastIndexOf(": ", StringComparison.Ordinal) is var colon and > 0)
            text = text[(colon + 2)..];
        if (text.IndexOf("(): ", StringComparison.Ordinal) is var call and > 0) text = text[(call + 4)..];
        return text.TrimEnd('.');
    }
}
