namespace Steerlens.Pipeline.Video;

/// <summary>Starts ffmpeg for pictures.</summary>
internal interface IFfmpegRunner
{
    /// <summary>Its word, lower case.</summary>
    string Name { get; }

    /// <summary>Starts ffmpeg; <c>pipe:0</c> and <c>pipe:1</c> in the arguments stand for <see cref="IFfmpegRun.Input"/> and <see cref="IFfmpegRun.Output"/>.</summary>
    /// <param name="ffmpeg">Full path.</param>
    /// <param name="arguments">Each as one argument, the output's name last.</param>
    /// <param name="writes">Whether the caller writes to its input.</param>
    /// <param name="reads">Whether the caller reads its output; otherwise it goes to a file or to this program's own standard output.</param>
    /// <param name="folder">The folder it runs in; this program's where null.</param>
    /// <exception cref="SteerlensException">It can't be started.</exception>
    IFfmpegRun Start(string ffmpeg, IReadOnlyList<string> arguments, bool writes, bool reads, string? folder);
}
