using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Archive;

/// <summary>Gathers what a film's report says while its frames go by. A frame allocates nothing.</summary>
/// <param name="format">The film.</param>
/// <param name="advance">Called for each frame.</param>
internal sealed class FactsSink(FilmFormat format, Action advance) : IFrameSink
{
    private readonly AngleHistogram _histogram = new();
    private readonly AngleCurveBuilder _curve = new();
    private readonly SurpriseList _surprises = new();
    private readonly double _secondsPerTick = format.TimeBase.ToDouble();
    private long _frames;
    private long _withoutEvidence;
    private long _unfamiliar;
    private bool _knowsTraining;
    private long _firstPts;
    private long _lastPts;

    /// <summary>What was gathered; after the last frame.</summary>
    public FilmFacts? Facts { get; private set; }

    public ValueTask WriteAsync(Frame frame, CancellationToken cancellationToken)
    {
        if (_frames == 0) _firstPts = frame.Pts;
        _lastPts = frame.Pts;
        _frames++;
        var degrees = double.RadiansToDegrees(frame.Angle);
        _histogram.Add(degrees);
        _curve.Add(degrees);
        _surprises.Look(frame, (frame.Pts - _firstPts) * _secondsPerTick);
        if (!SidecarSink.HasEvidence(frame)) _withoutEvidence++;
        if (frame.Familiarity is { } familiarity)
        {
            _knowsTraining = true;
            if (familiarity < 1) _unfamiliar++;
        }

        advance();
        return ValueTask.CompletedTask;
    }

    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        var (frames, strip) = _surprises.Finish();
        Facts = new FilmFacts
        {
            Frames = _frames,
            Seconds = Math.Round(((_lastPts - _firstPts) * _secondsPerTick) + (format.Rate?.Inverse.ToDouble() ?? 0), 3),
            Histogram = _histogram.Counts,
            Curve = _curve.Build(),
            WithoutEvidence = _withoutEvidence,
            Unfamiliar = _knowsTraining ? _unfamiliar : null,
            Surprises = frames,
            Pictures = strip is null ? null : Convert.ToBase64String(await StillPicture.EncodeJpegAsync(strip, cancellationToken)),
        };
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
