namespace Steerlens.Pipeline.Video;

/// <summary>How a file is handed to ffmpeg and ffprobe.</summary>
internal static class InputFile
{
    private static readonly string[] PictureKinds = [".png", ".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff", ".ppm", ".pgm"];

    /// <summary>Whether the name is that of a still picture.</summary>
    internal static bool IsPicture(string path) => PictureKinds.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a name on the disk is no text, and came in with something else in its place: nothing can be opened by it.</summary>
    internal static bool IsGarbled(string path) => path.Contains('\uFFFD', StringComparison.Ordinal);

    /// <summary>What to say behind the name of a file that isn't there.</summary>
    internal static string WhyMissing(string path) => IsGarbled(path)
        ? "can't be opened: its name is not UTF-8; rename it"
        : "doesn't exist: check the name";

    /// <summary><c>-i</c> and the address, with the pattern reading of pictures' names switched off: a '%' in a name is a '%'.</summary>
    internal static string[] Arguments(string path) => IsPicture(path)
        ? ["-f", "image2", "-pattern_type", "none", "-i", FfmpegTools.Address(path)]
        : ["-i", FfmpegTools.Address(path)];
}
