using System.Runtime.CompilerServices;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Video;

/// <summary>
/// Writes frames as PNG files of a folder, named by their numbers in the source: <c>000042.png</c>. They grow in <c>name.partial</c> and are moved
/// at the end.
/// </summary>
public sealed class ImageFolderSink : IFrameSink
{
    private readonly FilmSinkOptions _options;
    private readonly string _folder;
    private readonly string _partial;
    private readonly PictureDrain _drain;
    private long _lastIndex = -1;
    private bool _closed;

    private ImageFolderSink(FilmSinkOptions options, string folder, string partial, PictureDrain drain) =>
        (_options, _folder, _partial, _drain) = (options, folder, partial, drain);

    /// <summary>How many frames were written.</summary>
    public long FrameCount { get; private set; }

    /// <summary>Checks the folder and starts ffmpeg.</summary>
    /// <param name="options">The path is the folder; encoder and original are not used.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="SteerlensException">The folder holds something, or can't be written.</exception>
    public static async Task<ImageFolderSink> CreateAsync(FilmSinkOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var tools = await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false);
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Path));
        var partial = folder + ".partial";
        if (File.Exists(folder)) throw OutputFile.Unwritable(options.Path, "it is a file");
        if (Directory.Exists(folder) && !options.Overwrite && Directory.EnumerateFileSystemEntries(folder).Any())
            throw OutputFile.Unwritable(options.Path, "it holds something already: allow overwriting (-y) or choose another name");
        try
        {
            if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
            Directory.CreateDirectory(partial);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw OutputFile.Unwritable(options.Path, error.Message, error);
        }

        // Numbers travel as time stamps, so that a file is named by its frame's number whatever is left out.
        var format = options.Format;
        string[] arguments =
        [
            "-v", "error", "-hide_banner", "-nostats", "-nostdin", "-y", "-copyts", "-f", "nut", "-i", "pipe:0", "-fps_mode", "passthrough", "-enc_time_base", "1:25",
            "-vf", RgbFilter.ToRgb(format.Color, options.Alpha), "-c:v", "png", "-f", "image2", "-frame_pts", "1", "%06d.png",
        ];
        var stream = new NutStream(format.Width, format.Height, options.Alpha ? NutStream.Yuva420 : NutStream.Yuv420, new Rational(1, 25), format.SampleAspect);
        return new ImageFolderSink(options, folder, partial, new PictureDrain(tools.Ffmpeg, arguments, stream, options.Path, partial));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WriteAsync(Frame frame, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ObjectDisposedException.ThrowIf(_closed, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (frame.Index <= _lastIndex) throw new ArgumentException($"Frame {frame.Index} is not after {_lastIndex}.", nameof(frame));
        await _drain.WriteAsync(frame.Composed ?? frame.Picture, frame.Alpha, frame.Index).ConfigureAwait(false);
        _lastIndex = frame.Index;
        FrameCount++;
    }

    /// <inheritdoc/>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        _closed = true;
        if (FrameCount == 0) throw OutputFile.Unwritable(_options.Path, "there was no frame to write");
        await _drain.CompleteAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var files = Directory.GetFiles(_partial);
            if (files.Length != FrameCount) throw OutputFile.Unwritable(_options.Path, $"{FrameCount} frames were written but {files.Length} arrived");
            if (!Directory.Exists(_folder))
            {
                Directory.Move(_partial, _folder);
                return;
            }

            foreach (var file in files) File.Move(file, Path.Combine(_folder, Path.GetFileName(file)), overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw OutputFile.Unwritable(_options.Path, error.Message, error);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _closed = true;
        await _drain.DisposeAsync().ConfigureAwait(false);
        try
        {
            if (Directory.Exists(_partial)) Directory.Delete(_partial, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What can't be deleted keeps a name that says that it is incomplete.
        }
    }
}
