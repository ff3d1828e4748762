using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FFMpegCore;
using FFMpegCore.Exceptions;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.FFMpegCore;

/// <summary>One run of ffmpeg by FFMpegCore.</summary>
internal sealed partial class FFMpegCoreRun : IFfmpegRun
{
    // What FFMpegCore does not tell: an end by a signal or by us.
    private const int Stopped = 255;

    private readonly FrameSource? _source;
    private readonly FrameSink? _sink;
    private readonly Queue<string> _complaints = new();
    private readonly Action _kill;
    private readonly Task<int> _end;

    /// <summary>Starts it.</summary>
    /// <param name="ffmpeg">Full path.</param>
    /// <param name="arguments">Each as one argument; <c>pipe:0</c> and <c>pipe:1</c> are the two ends.</param>
    /// <param name="source">What it reads; null where it reads files alone.</param>
    /// <param name="sink">Where it writes; null where it writes a file.</param>
    /// <param name="folder">The folder it runs in; this program's where null.</param>
    /// <exception cref="SteerlensException">It can't be started.</exception>
    public FFMpegCoreRun(string ffmpeg, IReadOnlyList<string> arguments, FrameSource? source, FrameSink? sink, string? folder)
    {
        (_source, _sink) = (source, sink);
        Input = source?.NewStream() ?? Stream.Null;
        Output = sink?.NewStream() ?? Stream.Null;

        // Cancelling kills at once: who wants the film whole ends its input instead.
        var processor = Processor(arguments).NotifyOnError(Complain).CancellableThrough(out _kill, timeout: 0);
        var options = new FFOptions { BinaryFolder = Path.GetDirectoryName(ffmpeg)!, WorkingDirectory = folder ?? "", Encoding = Encoding.UTF8 };
        _end = RunAsync(processor, options);
        if (_end.IsFaulted) throw new SteerlensException(ExitCode.BackEndUnavailable, $"'{ffmpeg}' can't be started: {_end.Exception.InnerException!.Message}; {FfmpegTools.HowToInstall}", _end.Exception.InnerException);
    }

    /// <inheritdoc/>
    public Stream Input { get; }

    /// <inheritdoc/>
    public Stream Output { get; }

    /// <inheritdoc/>
    public int Id => 0;

    /// <inheritdoc/>
    public int ComplaintCount { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (_complaints) return [.. _complaints];
        }
    }

    /// <inheritdoc/>
    public Task<int> WaitAsync(CancellationToken cancellationToken = default) => _end.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public void Kill()
    {
        if (_end.IsCompleted) return;
        try
        {
            _kill();
        }
        catch (Exception error) when (error is InvalidOperationException or IOException or AggregateException)
        {
            // It has ended by itself.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Kill();
        await WaitAsync();
        await Input.DisposeAsync();
        _sink?.Dispose();
        _source?.Dispose();
    }

    // Inputs are told by -i before them; what stands last is the output.
    private FFMpegArgumentProcessor Processor(IReadOnlyList<string> arguments)
    {
        FFMpegArguments? made = null;
        var from = 0;
        for (var index = 0; index < arguments.Count - 1; index++)
        {
            if (arguments[index] is not "-i") continue;
            var (before, name) = (ArgumentText.Of(arguments.Skip(from).Take(index - from)), arguments[index + 1]);
            made = name is "pipe:0" && _source is not null
                ? made?.AddPipeInput(_source, options => options.WithCustomArgument(before)) ?? FFMpegArguments.FromPipeInput(_source, options => options.WithCustomArgument(before))
                : made?.AddFileInput(ArgumentText.Inside(name), verifyExists: false, options => options.WithCustomArgument(before))
                    ?? FFMpegArguments.FromFileInput(ArgumentText.Inside(name), verifyExists: false, options => options.WithCustomArgument(before));
            from = index + 2;
            index++;
        }

        var (rest, output) = (ArgumentText.Of(arguments.Skip(from).Take(arguments.Count - 1 - from)), arguments[^1]);
        return _sink is not null
            ? made!.OutputToPipe(_sink, options => options.WithCustomArgument(rest))
            : made!.OutputToFile(ArgumentText.Inside(output), overwrite: true, options => options.WithCustomArgument(rest));
    }

    private async Task<int> RunAsync(FFMpegArgumentProcessor processor, FFOptions options)
    {
        try
        {
            await processor.ProcessAsynchronously(throwOnError: true, options);
            return 0;
        }
        catch (FFMpegException error) when (ExitCodeOf(error.Message) is { } code)
        {
            return code;
        }
        catch (OperationCanceledException)
        {
            return Stopped;
        }
        finally
        {
            _source?.End();
            _sink?.End();
        }
    }

    private void Complain(string line)
    {
        if (string.IsNullOrWhiteSpace(line) || FfmpegReason.IsBanner(line)) return;
        lock (_complaints)
        {
            if (_complaints.Count == FfmpegProcess.KeptComplaints) _complaints.Dequeue();
            _complaints.Enqueue(line);
            ComplaintCount++;
        }
    }

    private static int? ExitCodeOf(string message) =>
        ExitCodeText().Match(message) is { Success: true } match ? int.Parse(match.Groups["code"].Value, CultureInfo.InvariantCulture) : null;

    // ffmpeg exited with non-zero exit-code (1 - what it complained of)
    [GeneratedRegex(@"exit-code \((?<code>-?\d+) - ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ExitCodeText();
}
