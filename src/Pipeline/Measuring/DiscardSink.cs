using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Measuring;

/// <summary>Takes finished pictures and keeps none.</summary>
internal sealed class DiscardSink : IFrameSink
{
    public ValueTask WriteAsync(Frame frame, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
