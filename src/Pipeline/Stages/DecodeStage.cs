using System.Diagnostics;
using System.Threading.Channels;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Measuring;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Stages;

/// <summary>The first stage: fills frames of the pool from a source, until it ends or reading is stopped.</summary>
internal sealed class DecodeStage(IFrameSource source, FramePool pool, CancellationToken stopReading)
{
    /// <summary>Whether reading was stopped before the source's end.</summary>
    public bool WasStopped { get; private set; }

    /// <summary>Runs the stage.</summary>
    public Task RunAsync(ChannelWriter<Frame> output, CancellationTokenSource halt, IStageObserver? observer = null) => StageRunner.GuardAsync("decode", output, halt, async () =>
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopReading, halt.Token);
        try
        {
            while (true)
            {
                var frame = await pool.RentAsync(either.Token);
                var start = Stopwatch.GetTimestamp();
                bool more;
                try
                {
                    frame.TrueAngle = null;
                    more = await source.ReadAsync(frame, either.Token);
                }
                catch
                {
                    frame.Dispose();
                    throw;
                }

                if (!more)
                {
                    frame.Dispose();
                    return;
                }

                var duration = Stopwatch.GetElapsedTime(start);
                observer?.Done(duration);
                frame.Timings = new StageTimings { Decode = duration.TotalMilliseconds };
                await StageRunner.PassOnAsync(frame, output, halt.Token);
            }
        }
        catch (OperationCanceledException) when (stopReading.IsCancellationRequested && !halt.IsCancellationRequested)
        {
            // The user asked to stop: what was read so far goes on through the stages, and the film is finished.
            WasStopped = true;
        }
    });
}
