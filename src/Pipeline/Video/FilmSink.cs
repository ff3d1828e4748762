using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Video;

/// <summary>
/// Writes frames as a film through ffmpeg, each at its exact time, with the original's sound, subtitles and metadata. The film grows as
/// <c>name.partial.mp4</c>, which plays even if the machine goes down, and is rewritten and named at the end. Writing a frame allocates nothing.
/// </summary>
public sealed class FilmSink : IFrameSink
{
    private readonly FilmSinkOptions _options;
    private readonly FfmpegTools _tools;
    private readonly OutputFile? _file;
    private readonly FilmKind _kind;
    private readonly FfmpegProcess _process;
    private readonly BlockingLane _lane;
    private readonly List<string> _notes;
    private readonly long _shift;
    private NutWriter? _writer;
    private YuvImage? _picture;
    private Plane? _alpha;
    private long _pts;
    private long? _lastPts;
    private bool _closed;

    private FilmSink(FilmSinkOptions options, FfmpegTools tools, OutputFile? file, FilmKind kind, FfmpegProcess process, List<string> notes)
    {
        _options = options;
        _tools = tools;
        _file = file;
        _kind = kind;
        _process = process;
        _notes = notes;
        _shift = FilmSinkArguments.ShiftSeconds(options) * options.Format.TimeBase.Denominator / options.Format.TimeBase.Numerator;
        _lane = new BlockingLane("encode", Work);
    }

    /// <summary>What is not as it was in the original, and what ffmpeg complained of; complete after <see cref="CompleteAsync"/>.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>How many frames were written.</summary>
    public long FrameCount { get; private set; }

    /// <summary>The encoder that is used.</summary>
    public required string Codec { get; init; }

    /// <summary>The encoding ffmpeg's process id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Checks the output and the encoder, then starts ffmpeg.</summary>
    /// <exception cref="SteerlensException">The output exists or can't be written, or no encoder works.</exception>
    public static async Task<FilmSink> CreateAsync(FilmSinkOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Alpha && !options.IsStandardOutput && !options.Path.EndsWith(".mov", StringComparison.OrdinalIgnoreCase))
            throw new SteerlensException(ExitCode.Usage, $"'{options.Path}' can't hold transparency: write the overlay to a .mov");
        var tools = await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false);
        var file = options.IsStandardOutput ? null : OutputFile.Prepare(options.Path, options.Overwrite, options.Original?.Media.Path);
        try
        {
            var kind = file?.Kind ?? FilmKind.Matroska;
            var (codec, note) = await EncoderProbe
                .ResolveAsync(tools, options.Encoder, options.Alpha, options.Format.Width, options.Format.Height, cancellationToken).ConfigureAwait(false);
            var carried = options.Original is { } original ? new CarriedStreams(original, kind) : null;
            var arguments = FilmSinkArguments.Encode(options, codec, kind, file is null ? "pipe:1" : FfmpegTools.Address(file.Partial), carried);
            var notes = new List<string>(carried?.Notes ?? []);
            if (note is not null) notes.Insert(0, note);
            var process = FfmpegProcess.Start(tools.Ffmpeg, arguments, writes: true, reads: false);
            return new FilmSink(options, tools, file, kind, process, notes) { Codec = codec };
        }
        catch
        {
            file?.Clean();
            throw;
        }
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WriteAsync(Frame frame, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ObjectDisposedException.ThrowIf(_closed, this);
        cancellationToken.ThrowIfCancellationRequested();
        var picture = frame.Composed ?? frame.Picture;
        if (picture.Width != _options.Format.Width || picture.Height != _options.Format.Height)
            throw new ArgumentException($"The picture is {picture.Width}x{picture.Height}, the film {_options.Format.Width}x{_options.Format.Height}.", nameof(frame));
        if (_options.Alpha && !(frame.Alpha is { } plane && plane.Stride == picture.Width && plane.Height == picture.Height)) throw new ArgumentException("The film has transparency, the frame has no alpha of its size without gaps.", nameof(frame));
        if (_lastPts is { } last && frame.Pts <= last) throw new ArgumentException($"Time stamp {frame.Pts} is not after {last}.", nameof(frame));
        (_picture, _alpha, _pts) = (picture, _options.Alpha ? frame.Alpha : null, frame.Pts);
        try
        {
            await _lane.RunAsync().ConfigureAwait(false);
        }
        catch (IOException error)
        {
            throw await FailedAsync(error).ConfigureAwait(false);
        }

        _lastPts = frame.Pts;
        FrameCount++;
    }

    /// <inheritdoc/>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        _closed = true;
        if (FrameCount == 0) throw OutputFile.Unwritable(_options.Path, "there was no frame to write");
        CloseInput();
        var exitCode = await _process.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (exitCode != 0) throw OutputFile.Unwritable(_options.Path, FfmpegReason.From(_process.Complaints, exitCode));
        if (_process.ComplaintCount > 0) _notes.Add("ffmpeg says: " + FfmpegReason.From(_process.Complaints, exitCode));
        if (_file is null) return;

        var complete = _file.Partial;
        var soundUntil = SoundUntil();
        if (_kind != FilmKind.Matroska || soundUntil is not null)
        {
            complete = _file.Rewritten;
            var arguments = FilmSinkArguments.Rewrite(_options, _kind, FfmpegTools.Address(_file.Partial), FfmpegTools.Address(complete), soundUntil);
            var run = await FfmpegTools.RunAsync(_tools.Ffmpeg, arguments, cancellationToken).ConfigureAwait(false);
            if (run.ExitCode != 0) throw OutputFile.Unwritable(_options.Path, run.Reason);
        }

        await VerifyAsync(complete, cancellationToken).ConfigureAwait(false);
        _file.Publish(complete);
        _file.Clean();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _closed = true;
        _process.Kill();
        _lane.Dispose();
        await _process.DisposeAsync().ConfigureAwait(false);
        _file?.Clean();
    }

    private bool Work()
    {
        var format = _options.Format;
        _writer ??= new NutWriter(
            _process.Input,
            new NutStream(format.Width, format.Height, _options.Alpha ? NutStream.Yuva420 : NutStream.Yuv420, format.TimeBase, format.SampleAspect, format.Rate));
        var alpha = _alpha is { } plane ? plane.Memory.Span[..(plane.Width * plane.Height)] : default;
        _writer.Write(_pts + _shift, _picture!.Bytes, alpha);
        return true;
    }

    private void CloseInput()
    {
        try
        {
            _process.Input.Close();
        }
        catch (IOException)
        {
            // ffmpeg has ended; its exit code tells.
        }
    }

    // The pipe breaks because ffmpeg ended, and only ffmpeg knows why.
    private async Task<SteerlensException> FailedAsync(IOException error)
    {
        _closed = true;
        CloseInput();
        var exitCode = await _process.WaitAsync().ConfigureAwait(false);
        return OutputFile.Unwritable(_options.Path, FfmpegReason.From(_process.Complaints, exitCode), error);
    }

    // Where the picture was cut short the sound must not run on: up to the end of the last frame.
    private TimeSpan? SoundUntil()
    {
        if (_options.Original is not { SoundEndsWithPicture: true } original || _lastPts is not { } last) return null;
        var format = _options.Format;
        var seconds = ((last - original.Origin) * format.TimeBase.ToDouble()) + (format.Rate?.Inverse.ToDouble() ?? 0.04);
        return TimeSpan.FromSeconds(seconds);
    }

    private async Task VerifyAsync(string path, CancellationToken cancellationToken)
    {
        string[] how = _kind == FilmKind.Matroska ? ["-count_packets"] : [];
        var run = await FfmpegTools.RunAsync(
            _tools.Ffprobe,
            ["-v", "error", .. how, "-select_streams", "v:0", "-show_entries", "stream=nb_frames,nb_read_packets", "-of", "json", "-i", FfmpegTools.Address(path)],
            cancellationToken).ConfigureAwait(false);
        if (run.ExitCode != 0) throw OutputFile.Unwritable(_options.Path, "the written film can't be read back: " + run.Reason);
        using var document = JsonDocument.Parse(run.Output);
        var stream = document.RootElement.GetProperty("streams")[0];
        var text = MediaProbe.Text(stream, _kind == FilmKind.Matroska ? "nb_read_packets" : "nb_frames");
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count != FrameCount)
            throw OutputFile.Unwritable(_options.Path, $"{FrameCount} frames were written but {text ?? "none"} arrived");
    }
}
