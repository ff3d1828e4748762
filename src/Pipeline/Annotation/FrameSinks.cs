using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Annotation;

/// <summary>One line for each frame. See <see cref="SidecarWriter"/>.</summary>
internal sealed class SidecarSink(SidecarWriter writer) : IFrameSink
{
    public ValueTask WriteAsync(Frame frame, CancellationToken cancellationToken)
    {
        writer.Write(RecordOf(frame));
        return ValueTask.CompletedTask;
    }

    public ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        writer.Complete();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        writer.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Whether the part of a frame's map that was asked for holds any evidence.</summary>
    internal static bool HasEvidence(Frame frame) =>
        MapStatistics.Of(frame.Overlay.Map.AsSpan(0, frame.Overlay.MapHeight * frame.Overlay.MapWidth), frame.Evidence.IsPositive).HasEvidence;

    /// <summary>What a sidecar says of a frame.</summary>
    internal static FrameRecord RecordOf(Frame frame) => new()
    {
        Index = frame.Index,
        Pts = frame.Pts,
        Angle = frame.Angle,
        TrueAngle = frame.TrueAngle,
        AngleSpread = frame.AngleSpread,
        Familiarity = frame.Familiarity,
        Map = MapStatistics.Of(frame.Overlay.Map.AsSpan(0, frame.Overlay.MapHeight * frame.Overlay.MapWidth), frame.Evidence.IsPositive),
        Rank = frame.Rank?.Rank,
        Deletion = frame.Rank?.Deletion,
        Region = frame.Overlay.Region,
        Timings = frame.Timings,
    };
}

/// <summary>One line for each cell of each frame. See <see cref="SidecarWriter"/>.</summary>
internal sealed class CellSidecarSink(SidecarWriter writer) : IFrameSink
{
    public ValueTask WriteAsync(Frame frame, CancellationToken cancellationToken)
    {
        // A cell's region is in pixels of the cell, which are nobody's but the grid's; the stages' times are all cells' together.
        for (var cell = 0; cell < frame.Cells.Count; cell++)
            writer.Write(SidecarSink.RecordOf(frame.Cells[cell]) with { Region = null, Timings = frame.Timings }, cell);
        return ValueTask.CompletedTask;
    }

    public ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        writer.Complete();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        writer.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>One raw map for each frame. See <see cref="NpyWriter"/>.</summary>
internal sealed class MapSink(NpyWriter writer) : IFrameSink
{
    public ValueTask WriteAsync(Frame frame, CancellationToken cancellationToken)
    {
        writer.Write(frame.Index, frame.Overlay.Map.AsSpan(0, frame.Overlay.MapHeight * frame.Overlay.MapWidth));
        return ValueTask.CompletedTask;
    }

    public ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Counts frames for the progress display.</summary>
internal sealed class ProgressSink(ProgressReporter progress) : IFrameSink
{
    public ValueTask WriteAsync(Frame frame, CancellationToken cancellationToken)
    {
        progress.Advance();
        return ValueTask.CompletedTask;
    }

    public ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
