using System.Diagnostics.Metrics;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Live.Session;

/// <summary>The live figures as instruments of the meter <c>Steerlens</c>, which <c>dotnet-counters</c> and OpenTelemetry read.</summary>
internal sealed class LiveMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Steerlens";

    private static readonly KeyValuePair<string, object?> Resize = new("stage", "resize");
    private static readonly KeyValuePair<string, object?> Infer = new("stage", "infer");
    private static readonly KeyValuePair<string, object?> Explain = new("stage", "explain");
    private static readonly KeyValuePair<string, object?> Composite = new("stage", "composite");
    private static readonly KeyValuePair<string, object?> Encode = new("stage", "encode");

    private readonly Histogram<double> _stages;
    private readonly Histogram<double> _latency;

    /// <summary>Makes the instruments.</summary>
    /// <param name="session">What the counts are read from.</param>
    /// <param name="clients">Counts the pages.</param>
    public LiveMetrics(LiveSession session, Func<int> clients)
    {
        Meter = new Meter(MeterName);
        Meter.CreateObservableCounter("steerlens.frames.received", () => session.State.Received, "{frame}", "Frames that came from the source");
        Meter.CreateObservableCounter("steerlens.frames.shown", () => session.State.Shown, "{frame}", "Frames that went through the stages");
        Meter.CreateObservableCounter("steerlens.frames.dropped", () => session.State.Dropped, "{frame}", "Frames that newer ones replaced before they were shown");
        Meter.CreateObservableGauge("steerlens.queue.depth", () => session.Queue, "{frame}", "Frames that wait to be shown: none or one");
        Meter.CreateObservableGauge("steerlens.clients", clients, "{client}", "Pages that are connected");
        _stages = Meter.CreateHistogram<double>("steerlens.stage.duration", "s", "What a stage takes for a frame");
        _latency = Meter.CreateHistogram<double>("steerlens.capture.to.sent", "s", "From a frame's capture to its picture's way out to a page");
    }

    /// <summary>The meter.</summary>
    public Meter Meter { get; }

    /// <summary>Notes what the stages took for a frame.</summary>
    public void Took(in StageTimings timings)
    {
        Record(timings.Resize, Resize);
        Record(timings.Infer, Infer);
        Record(timings.Explain, Explain);
        Record(timings.Composite, Composite);
    }

    /// <summary>Notes what encoding took for a picture.</summary>
    public void Encoded(TimeSpan duration) => _stages.Record(duration.TotalSeconds, Encode);

    /// <summary>Notes how old a picture was when it went out.</summary>
    public void Sent(TimeSpan age) => _latency.Record(age.TotalSeconds);

    /// <inheritdoc/>
    public void Dispose() => Meter.Dispose();

    private void Record(double? milliseconds, KeyValuePair<string, object?> stage)
    {
        if (milliseconds is { } known) _stages.Record(known / 1000, stage);
    }
}
