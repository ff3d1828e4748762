using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Live.Sources;

/// <summary>What ffmpeg says of a stream's colours when it opens it; the container between ffmpeg and this program has no place for that.</summary>
internal static class StreamColor
{
    private static readonly (string Name, YuvMatrix Matrix)[] Names =
    [
        ("bt709", YuvMatrix.Bt709), ("bt470bg", YuvMatrix.Bt601), ("smpte170m", YuvMatrix.Bt601), ("bt2020nc", YuvMatrix.Bt2020),
    ];

    private const string Mark = ": Video: ";

    private static readonly string[] Rgb = ["rgb", "bgr", "gbrp"];

    /// <summary>Whether the log has the line that <see cref="MatrixOf"/> looks for.</summary>
    internal static bool IsSaid(IReadOnlyList<string> lines) => lines.Any(line => line.Contains(Mark, StringComparison.Ordinal));

    /// <summary>The matrix of the first picture stream, or null where none is named.</summary>
    /// <param name="lines">
    /// ffmpeg's log, with a line such as <c>Stream #0:0: Video: h264 (High), yuv420p(tv, bt709/unknown/unknown, progressive), 1280x720</c>: behind the
    /// pixel format range, colours (matrix/primaries/curve, or one name for all) and order of lines, those of them that are known.
    /// </param>
    internal static YuvMatrix? MatrixOf(IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
        {
            var start = line.IndexOf(Mark, StringComparison.Ordinal);
            if (start < 0) continue;

            // RGB becomes YUV on the way, and then with this matrix.
            if (Rgb.Any(name => line.Contains(name, StringComparison.Ordinal))) return YuvMatrix.Bt601;
            foreach (var word in line[start..].Split('(', ')', ',').Select(part => part.Trim().Split('/')[0]))
            {
                foreach (var (name, matrix) in Names)
                {
                    if (string.Equals(word, name, StringComparison.Ordinal)) return matrix;
                }
            }

            return null;
        }

        return null;
    }
}
