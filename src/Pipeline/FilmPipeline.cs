using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Measuring;
using Steerlens.Pipeline.Stages;

namespace Steerlens.Pipeline;

/// <summary>
/// The way of a film: decode, resize, infer, explain, composite, encode, each stage at work on a frame of its own. Queues are short and
/// wait when full, so the slowest stage sets the pace and memory stays bounded.
/// </summary>
public sealed class FilmPipeline
{
    // One frame in each of six stages, and one waiting between each two.
    private const int FramesInFlight = 11;

    private readonly IFrameSource _source;
    private readonly IStage _resize;
    private readonly IStage _infer;
    private readonly IStage _explain;
    private readonly IStage _composite;
    private readonly IReadOnlyList<IFrameSink> _sinks;

    /// <summary>Puts the stages together; everything is the caller's to dispose.</summary>
    public FilmPipeline(IFrameSource source, IStage resize, IStage infer, IStage explain, IStage composite, IReadOnlyList<IFrameSink> sinks)
    {
        _source = source;
        _resize = resize;
        _infer = infer;
        _explain = explain;
        _composite = composite;
        _sinks = sinks;
    }

    /// <summary>Measures the stages; null, which costs nothing, measures none.</summary>
    public IPipelineObserver? Observer { get; init; }

    /// <summary>Runs the film to its end and completes the sinks.</summary>
    /// <param name="stopReading">Reads no further; what was read is finished.</param>
    /// <param name="abort">Stops everything; the sinks are then not completed.</param>
    /// <returns>Frames written, and whether reading was stopped.</returns>
    /// <exception cref="SteerlensException">A stage failed for a known reason.</exception>
    /// <exception cref="StageException">A stage failed for an unknown one.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before the first frame, or aborted.</exception>
    public async Task<FilmSummary> RunAsync(CancellationToken stopReading, CancellationToken abort)
    {
        using var pool = new FramePool(_source.Format, FramesInFlight);
        return await RunAsync(pool, stopReading, abort);
    }

    /// <summary>As above, with a pool whose frames are all free again at the end, however it ends.</summary>
    internal async Task<FilmSummary> RunAsync(FramePool pool, CancellationToken stopReading, CancellationToken abort)
    {
        using var halt = CancellationTokenSource.CreateLinkedTokenSource(abort);
        var queues = Enumerable.Range(0, 5).Select(_ => StageRunner.Queue()).ToArray();
        var (decoded, resized, inferred, explained, composed) = (queues[0], queues[1], queues[2], queues[3], queues[4]);
        var decode = new DecodeStage(_source, pool, stopReading);
        var encode = new EncodeStage(_sinks);

        try
        {
            await FirstFailureAsync(
                decode.RunAsync(decoded, halt, Observer?.Of("decode")),
                StageRunner.RunAsync(_resize, decoded, resized, halt, Observer?.Of(_resize.Name)),
                StageRunner.RunAsync(_infer, resized, inferred, halt, Observer?.Of(_infer.Name)),
                StageRunner.RunAsync(_explain, inferred, explained, halt, Observer?.Of(_explain.Name)),
                StageRunner.RunAsync(_composite, explained, composed, halt, Observer?.Of(_composite.Name)),
                encode.RunAsync(composed, halt, Observer?.Of("encode")));
        }
        finally
        {
            // Only now does nobody write any more: a stage that ended early may have left frames behind.
            foreach (var queue in queues)
            {
                while (queue.Reader.TryRead(out var left)) left.Dispose();
            }
        }

        // A film without a frame is none: there is nothing to keep.
        if (decode.WasStopped && encode.Frames == 0) throw new OperationCanceledException(stopReading);
        foreach (var sink in _sinks) await sink.CompleteAsync(abort);
        return new FilmSummary(encode.Frames, decode.WasStopped);
    }

    /// <summary>Waits for all stages, then throws what went wrong first: a reason rather than the cancellations that follow from it.</summary>
    private static async Task FirstFailureAsync(params Task[] stages)
    {
        try
        {
            await Task.WhenAll(stages);
        }
        catch (Exception exception)
        {
            var failures = stages.SelectMany(stage => stage.Exception?.InnerExceptions ?? Enumerable.Empty<Exception>()).ToArray();
            var reason = failures.FirstOrDefault(failure => failure is SteerlensException)
                ?? failures.FirstOrDefault(failure => failure is not OperationCanceledException and not System.Threading.Channels.ChannelClosedException)
                ?? exception;
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(reason);
        }
    }
}

/// <summary>What became of a film.</summary>
/// <param name="Frames">Frames written.</param>
/// <param name="WasStopped">Whether reading was stopped before the source's end.</param>
public sealed record FilmSummary(long Frames, bool WasStopped);
