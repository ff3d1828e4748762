using System.Text.Json;
using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Live.Session;

/// <summary>What goes with a picture to a page. One instance serves picture after picture.</summary>
internal sealed class PictureFacts
{
    private const int MostOutputs = 16;
    private const int TopOutputs = 8;

    private readonly double[] _outputs = new double[MostOutputs];
    private readonly (int Index, double Value)[] _top = new (int, double)[TopOutputs];
    private int _outputCount;
    private int _topCount;
    private double _angle;
    private double? _trueAngle;
    private double? _spread;
    private double? _familiarity;
    private double _peak;
    private double _share;
    private bool _isPositive;
    private string _target = "";
    private string _finding = "";
    private string _scale = "";
    private string _note = "";
    private bool _isSigned;
    private int? _rank;
    private StageTimings _timings;
    private double _seconds;
    private MapRectangle _seen;
    private (int Width, int Height) _source;
    private (int Width, int Height) _size;

    /// <summary>The frame's number.</summary>
    public long Index { get; private set; }

    /// <summary>When it was captured.</summary>
    public DateTimeOffset Captured { get; private set; }

    /// <summary>When it was captured, in ticks of the monotonic clock.</summary>
    public long CapturedTicks { get; private set; }

    /// <summary>When the encoder got it, in ticks of the monotonic clock.</summary>
    public long OfferedTicks { get; set; }

    /// <summary>Frames that waited when it was composed.</summary>
    public int Queue { get; private set; }

    /// <summary>Frames that the source has dropped.</summary>
    public long Dropped { get; private set; }

    /// <summary>Takes the facts of a composed frame.</summary>
    public void Take(LiveStages stages, DateTimeOffset captured, long capturedTicks, int queue, long dropped)
    {
        var frame = stages.Frame;
        var overlay = frame.Overlay;
        (Index, Captured, CapturedTicks, Queue, Dropped) = (frame.Index, captured, capturedTicks, queue, dropped);
        _seconds = frame.Pts * stages.Format.TimeBase.ToDouble();
        (_angle, _trueAngle, _spread, _familiarity) = (frame.Angle, frame.TrueAngle, frame.AngleSpread, frame.Familiarity);
        var statistics = MapStatistics.Of(overlay.Map.AsSpan(0, overlay.MapHeight * overlay.MapWidth), frame.Evidence.IsPositive);
        (_isPositive, _peak, _share) = (statistics.HasEvidence, frame.Evidence.Peak, statistics.PositiveShare);
        (_target, _finding, _rank, _timings) = (overlay.Target, overlay.Finding, overlay.Rank, frame.Timings);
        (_scale, _note, _isSigned) = (overlay.ScaleLabel, overlay.Note, overlay.IsSigned);
        _seen = stages.Resize.Seen;
        _source = (stages.Format.Width, stages.Format.Height);
        _size = (frame.Composed!.Width, frame.Composed.Height);
        TakeOutputs(stages.Outputs);
    }

    /// <summary>Takes the facts of another picture over.</summary>
    public void CopyFrom(PictureFacts other)
    {
        (Index, Captured, CapturedTicks, OfferedTicks, Queue, Dropped) = (other.Index, other.Captured, other.CapturedTicks, other.OfferedTicks, other.Queue, other.Dropped);
        (_seconds, _angle, _trueAngle, _spread, _familiarity) = (other._seconds, other._angle, other._trueAngle, other._spread, other._familiarity);
        (_isPositive, _peak, _share, _target, _finding, _rank, _timings) = (other._isPositive, other._peak, other._share, other._target, other._finding, other._rank, other._timings);
        (_scale, _note, _isSigned) = (other._scale, other._note, other._isSigned);
        (_seen, _source, _size, _outputCount, _topCount) = (other._seen, other._source, other._size, other._outputCount, other._topCount);
        other._outputs.CopyTo(_outputs, 0);
        other._top.CopyTo(_top, 0);
    }

    /// <summary>Writes the header of the picture's message.</summary>
    /// <param name="json">Gets one object.</param>
    /// <param name="sent">When it goes out.</param>
    /// <param name="encode">What encoding took, in milliseconds.</param>
    public void Write(Utf8JsonWriter json, DateTimeOffset sent, double encode)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "picture"u8);
        json.WriteNumber("index"u8, Index);
        json.WriteNumber("pts"u8, Math.Round(_seconds, 6));
        json.WriteNumber("captured"u8, Milliseconds(Captured));
        json.WriteNumber("sent"u8, Milliseconds(sent));
        json.WriteNumber("angle"u8, _angle);
        Write(json, "trueAngle"u8, _trueAngle);
        Write(json, "spread"u8, _spread);
        Write(json, "familiarity"u8, _familiarity);
        json.WriteBoolean("positive"u8, _isPositive);
        json.WriteNumber("peak"u8, _peak);
        json.WriteNumber("share"u8, Math.Round(_share, 6));
        json.WriteString("target"u8, _target);
        json.WriteString("finding"u8, _finding);
        json.WriteString("note"u8, _note);
        json.WriteString("scale"u8, _scale);
        json.WriteBoolean("signed"u8, _isSigned);
        Write(json, "rank"u8, _rank);
        json.WriteStartObject("stages"u8);
        Write(json, "resize"u8, Rounded(_timings.Resize));
        Write(json, "infer"u8, Rounded(_timings.Infer));
        Write(json, "explain"u8, Rounded(_timings.Explain));
        Write(json, "composite"u8, Rounded(_timings.Composite));
        json.WriteNumber("encode"u8, Math.Round(encode, 3));
        json.WriteEndObject();
        json.WriteNumber("queue"u8, Queue);
        json.WriteNumber("dropped"u8, Dropped);
        json.WriteNumber("width"u8, _size.Width);
        json.WriteNumber("height"u8, _size.Height);
        json.WriteStartArray("seen"u8);
        foreach (var value in (ReadOnlySpan<double>)[_seen.Left, _seen.Top, _seen.Width, _seen.Height]) json.WriteNumberValue(Math.Round(value, 3));
        json.WriteEndArray();
        json.WriteStartArray("source"u8);
        json.WriteNumberValue(_source.Width);
        json.WriteNumberValue(_source.Height);
        json.WriteEndArray();
        json.WriteStartArray("outputs"u8);
        for (var index = 0; index < _outputCount; index++) json.WriteNumberValue(_outputs[index]);
        json.WriteEndArray();
        if (_topCount > 0) WriteTop(json);
        json.WriteEndObject();
    }

    /// <summary>Milliseconds since 1970 with microseconds behind the point.</summary>
    internal static double Milliseconds(DateTimeOffset time) => Math.Round((time - DateTimeOffset.UnixEpoch).TotalMilliseconds, 3);

    private static double? Rounded(double? milliseconds) => milliseconds is { } value ? Math.Round(value, 3) : null;

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } known && double.IsFinite(known)) json.WriteNumber(name, known);
        else json.WriteNull(name);
    }

    private void WriteTop(Utf8JsonWriter json)
    {
        json.WriteStartArray("top"u8);
        for (var place = 0; place < _topCount; place++)
        {
            json.WriteStartArray();
            json.WriteNumberValue(_top[place].Index);
            json.WriteNumberValue(_top[place].Value);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    /// <summary>The first outputs; where there are more, the largest ones with their numbers, too.</summary>
    private void TakeOutputs(ReadOnlySpan<float> outputs)
    {
        _outputCount = Math.Min(outputs.Length, MostOutputs);
        for (var index = 0; index < _outputCount; index++) _outputs[index] = outputs[index];
        _topCount = 0;
        if (outputs.Length <= MostOutputs) return;
        for (var index = 0; index < outputs.Length; index++)
        {
            var place = _topCount;
            while (place > 0 && outputs[index] > _top[place - 1].Value) place--;
            if (place == TopOutputs) continue;
            for (var other = Math.Min(_topCount, TopOutputs - 1); other > place; other--) _top[other] = _top[other - 1];
            _top[place] = (index, outputs[index]);
            _topCount = Math.Min(_topCount + 1, TopOutputs);
        }
    }
}
