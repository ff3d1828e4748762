using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Video;

/// <summary>Decides frame by frame which ones are taken, and keeps their numbers and time stamps.</summary>
internal sealed class FilmSelection
{
    // A seek aims this much early: the frames before a key frame may need ones before it.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    // MPEG clocks run on from any value; a start below this is an ordinary offset and kept.
    private static readonly TimeSpan OrdinaryStart = TimeSpan.FromSeconds(2);

    private readonly FilmSourceOptions _options;
    private readonly Rational _timeBase;
    private readonly Func<long, bool> _isInFile;
    private readonly long _offset;
    private readonly long _endPts;
    private readonly long _step;
    private (Int128 Numerator, Int128 Denominator) _factor = (1, 1);
    private long _shift;
    private long _nextIndex;
    private long _firstIndex = -1;
    private long? _lastPts;

    /// <summary>Prepares the choice.</summary>
    /// <param name="media">The film.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="isInFile">Whether the film's file itself has a frame at this PTS; asked only where frames lie suspiciously close.</param>
    internal FilmSelection(MediaInfo media, FilmSourceOptions options, Func<long, bool> isInFile)
    {
        _isInFile = isInFile;
        var video = media.Video;
        _options = options;
        _timeBase = video.TimeBase;
        _step = video.Rate is { } rate ? Math.Max(1, (long)Math.Round(rate.Inverse.ToDouble() / _timeBase.ToDouble())) : 1;
        From = media.Start + (options.Start ?? TimeSpan.Zero);
        Until = options.Until is { } until ? media.Start + until : null;
        FirstPts = options.Start is null ? long.MinValue : ToPts(From);
        _endPts = Until is { } end ? ToPts(end) : long.MaxValue;

        // Only where a seek lands at or before the place asked for, by an index in the file.
        if (options.Start > Margin && (media.IsContainer("mov") || media.IsContainer("matroska"))) SeeksTo = options.Start - Margin;

        if (options.Start is not null) Origin = FirstPts;
        else if ((media.IsContainer("mpegts") || media.IsContainer("mpeg")) && media.Start > OrdinaryStart) Origin = ToPts(media.Start);
        else if (video.StartPts < 0) Origin = video.StartPts.Value;

        // NUT has no negative time stamps: whole seconds are added on the way and taken off again.
        var earliest = Math.Min(video.StartPts ?? 0, ToPts(media.Start));
        var unit = _timeBase.Numerator;
        if (earliest < 0) ShiftSeconds = ((long)Math.Ceiling(-earliest * _timeBase.ToDouble() / unit) + 1) * unit;
        _offset = -(ShiftSeconds / unit * _timeBase.Denominator);
        _shift = _offset;
    }

    /// <summary>The time of the film's own clock from which frames are taken.</summary>
    internal TimeSpan From { get; }

    /// <summary>The time of the film's own clock from which none are taken any more.</summary>
    internal TimeSpan? Until { get; }

    /// <summary>Frames before this PTS are left out.</summary>
    internal long FirstPts { get; }

    /// <summary>The place to seek to, counted from the film's beginning; null to decode from the beginning.</summary>
    internal TimeSpan? SeeksTo { get; }

    /// <summary>See <see cref="FilmOriginal.Origin"/>.</summary>
    internal long Origin { get; }

    /// <summary>Whole seconds that ffmpeg adds to each time stamp.</summary>
    internal long ShiftSeconds { get; }

    /// <summary>The PTS of the frame last taken.</summary>
    internal long Pts { get; private set; }

    /// <summary>The number of the frame last taken.</summary>
    internal long Index { get; private set; }

    /// <summary>How many frames came, taken or not.</summary>
    internal long Seen { get; private set; }

    /// <summary>How many frames were taken.</summary>
    internal long Taken { get; private set; }

    /// <summary>The first frame whose time stamp was not after the one before it.</summary>
    internal long? BackwardsAt { get; private set; }

    /// <summary>Whether a time stamp was not a whole number of the film's time base.</summary>
    internal bool WasRounded { get; private set; }

    /// <summary>Tells the number of the first frame at or after <see cref="FirstPts"/>, where a seek leaves the ones before it uncounted.</summary>
    internal void StartCountingAt(long index) => _nextIndex = index;

    /// <summary>Tells the time base of the stream that comes, which may be finer than the film's.</summary>
    internal void Follow(Rational streamTimeBase)
    {
        var factor = streamTimeBase * _timeBase.Inverse;
        _factor = (factor.Numerator, factor.Denominator);
    }

    /// <summary>The choice for a frame with this time stamp in the stream's time base.</summary>
    internal FrameChoice Choose(long streamPts)
    {
        var stated = ToFilm(streamPts, out var rounded);
        var pts = stated + _shift;
        Seen++;
        if (_lastPts is { } last && IsNoStep(pts - last, stated + _offset))
        {
            BackwardsAt ??= _nextIndex;
            _shift += last + _step - pts;
            pts = last + _step;
        }
        else if (rounded)
        {
            WasRounded = true;
        }

        _lastPts = pts;
        if (pts < FirstPts)
        {
            if (SeeksTo is null) _nextIndex++;
            return FrameChoice.Skip;
        }

        if (pts >= _endPts || Taken >= _options.MaxFrames) return FrameChoice.Stop;
        var index = _nextIndex++;
        if (_firstIndex < 0) _firstIndex = index;
        if ((index - _firstIndex) % _options.Stride != 0) return FrameChoice.Skip;
        (Pts, Index) = (pts, index);
        Taken++;
        return FrameChoice.Take;
    }

    /// <summary>How many frames will be taken, as far as the file tells.</summary>
    internal long? ExpectedFrames(MediaInfo media)
    {
        var rate = media.Video.AverageRate ?? media.Video.Rate;
        var whole = media.Video.FrameCount ?? (rate is { } perSecond && media.Duration is { } all ? (long)Math.Round(all.TotalSeconds * perSecond.ToDouble()) : null);
        if (_options.Start is not null || Until is not null)
        {
            var end = _options.Until ?? media.Duration;
            if (media.Duration < end) end = media.Duration;
            var part = rate is { } r && end is { } e ? (long)Math.Round((e - (_options.Start ?? TimeSpan.Zero)).TotalSeconds * r.ToDouble()) : (long?)null;
            whole = whole is null || part < whole ? part : whole;
        }

        var taken = whole is { } frames ? (Math.Max(0, frames) + _options.Stride - 1) / _options.Stride : (long?)null;
        return _options.MaxFrames is { } most && (taken is null || most < taken) ? most : taken;
    }

    // The first time stamp at or after a time. Times in files are rounded to a microsecond, so that much is forgiven.
    private long ToPts(TimeSpan time)
    {
        var numerator = (Int128)(time.Ticks - TimeSpan.TicksPerMicrosecond) * _timeBase.Denominator;
        var denominator = (Int128)TimeSpan.TicksPerSecond * _timeBase.Numerator;
        return (long)((numerator / denominator) + (numerator % denominator > 0 ? 1 : 0));
    }

    // Times that are missing or run backwards in the file come in as the least step that the stream can express. A film may have such steps of
    // its own, and then they stay.
    private bool IsNoStep(long step, long filePts) =>
        step <= 0 || (step * _timeBase.ToDouble() < 0.0005 && step < _step / 8d && !_isInFile(filePts));

    private long ToFilm(long streamPts, out bool rounded)
    {
        var scaled = streamPts * _factor.Numerator;
        rounded = scaled % _factor.Denominator != 0;
        return (long)((scaled + (rounded ? _factor.Denominator / 2 : 0)) / _factor.Denominator);
    }
}
