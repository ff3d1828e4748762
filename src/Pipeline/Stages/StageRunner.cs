using System.Diagnostics;
using System.Threading.Channels;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Measuring;

namespace Steerlens.Pipeline.Stages;

/// <summary>
/// Moves frames through a stage, from one channel to the next. A stage that ends, for whatever reason, completes its output with
/// the reason and stops what feeds it. Frames that it leaves in its input are the caller's to give back.
/// </summary>
internal static class StageRunner
{
    /// <summary>A queue between two stages. Files wait: a full queue stops the stage before it.</summary>
    public static Channel<Frame> Queue() => Channel.CreateBounded<Frame>(new BoundedChannelOptions(2) { SingleReader = true, SingleWriter = true });

    /// <summary>Runs a stage until its input ends.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="input">Where frames come from.</param>
    /// <param name="output">Where they go.</param>
    /// <param name="halt">Stops all stages when this one fails.</param>
    /// <param name="observer">Measures the stage; null measures nothing.</param>
    public static Task RunAsync(
        IStage stage, ChannelReader<Frame> input, ChannelWriter<Frame> output, CancellationTokenSource halt, IStageObserver? observer = null) =>
        GuardAsync(stage.Name, output, halt, async () =>
        {
            observer?.Ready(input.Count);
            while (await input.WaitToReadAsync(halt.Token))
            {
                while (input.TryRead(out var frame))
                {
                    var start = Stopwatch.GetTimestamp();
                    try
                    {
                        stage.Process(frame);
                    }
                    catch
                    {
                        frame.Dispose();
                        throw;
                    }

                    var duration = Stopwatch.GetElapsedTime(start);
                    observer?.Done(duration);
                    frame.Timings = stage.Record(frame.Timings, duration.TotalMilliseconds);
                    await PassOnAsync(frame, output, halt.Token);
                    observer?.Ready(input.Count);
                }
            }
        });

    /// <summary>Runs the body of a stage with the care that every stage takes at its end.</summary>
    /// <param name="name">The stage's name, for messages.</param>
    /// <param name="output">What is completed at the end; null for the last stage.</param>
    /// <param name="halt">Stops all stages when this one fails.</param>
    /// <param name="body">The stage's work.</param>
    public static Task GuardAsync(string name, ChannelWriter<Frame>? output, CancellationTokenSource halt, Func<Task> body) => Task.Run(async () =>
    {
        Exception? failure = null;
        try
        {
            await body();
        }
        catch (Exception exception) when (exception is OperationCanceledException or SteerlensException or StageException)
        {
            failure = exception;
        }
        catch (Exception exception)
        {
            failure = new StageException(name, exception);
        }
        finally
        {
            if (failure is not null) await halt.CancelAsync();
            output?.TryComplete(failure);
        }

        if (failure is not null) throw failure;
    });

    /// <summary>Hands a frame to the next stage; gives it back if that has ended.</summary>
    public static async ValueTask PassOnAsync(Frame frame, ChannelWriter<Frame> output, CancellationToken cancellationToken)
    {
        try
        {
            await output.WriteAsync(frame, cancellationToken);
        }
        catch
        {
            frame.Dispose();
            throw;
        }
    }
}

/// <summary>A stage failed in a way that it does not know; the message begins with the stage's name.</summary>
public sealed class StageException(string stage, Exception inner) : Exception($"{stage}: {inner.Message}", inner);
