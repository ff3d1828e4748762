using System.Diagnostics;
using System.Threading.Channels;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Measuring;

namespace Steerlens.Pipeline.Stages;

/// <summary>The last stage: writes each frame to every sink, then gives it back to the pool.</summary>
internal sealed class EncodeStage(IReadOnlyList<IFrameSink> sinks)
{
    /// <summary>Frames that every sink has taken.</summary>
    public long Frames { get; private set; }

    /// <summary>Runs the stage; the sinks are not completed by it.</summary>
    public Task RunAsync(ChannelReader<Frame> input, CancellationTokenSource halt, IStageObserver? observer = null) => StageRunner.GuardAsync("encode", null, halt, async () =>
    {
        observer?.Ready(input.Count);
        while (await input.WaitToReadAsync(halt.Token))
        {
            while (input.TryRead(out var frame))
            {
                using (frame)
                {
                    var start = Stopwatch.GetTimestamp();
                    foreach (var sink in sinks)
                    {
                        await sink.WriteAsync(frame, halt.Token);
                        frame.Timings = frame.Timings with { Encode = Stopwatch.GetElapsedTime(start).TotalMilliseconds };
                    }

                    observer?.Done(Stopwatch.GetElapsedTime(start));
                    Frames++;
                }

                observer?.Ready(input.Count);
            }
        }
    });
}
