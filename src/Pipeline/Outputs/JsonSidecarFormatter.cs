using System.Buffers;
using System.Text.Json;
using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Outputs;

/// <summary>One JSON object on each line. What is not known, or no number, is null.</summary>
internal sealed class JsonSidecarFormatter : ISidecarFormatter
{
    private static readonly JsonEncodedText Index = JsonEncodedText.Encode("index");
    private static readonly JsonEncodedText Cell = JsonEncodedText.Encode("cell");
    private static readonly JsonEncodedText Network = JsonEncodedText.Encode("network");
    private static readonly JsonEncodedText Pts = JsonEncodedText.Encode("pts");
    private static readonly JsonEncodedText TimeBase = JsonEncodedText.Encode("time_base");
    private static readonly JsonEncodedText Time = JsonEncodedText.Encode("time");
    private static readonly JsonEncodedText AngleRadians = JsonEncodedText.Encode("angle_rad");
    private static readonly JsonEncodedText AngleDegrees = JsonEncodedText.Encode("angle_deg");
    private static readonly JsonEncodedText TrueAngleRadians = JsonEncodedText.Encode("true_angle_rad");
    private static readonly JsonEncodedText AngleSpread = JsonEncodedText.Encode("angle_spread_rad");
    private static readonly JsonEncodedText Familiarity = JsonEncodedText.Encode("familiarity");
    private static readonly JsonEncodedText Unfamiliar = JsonEncodedText.Encode("unfamiliar");
    private static readonly JsonEncodedText Map = JsonEncodedText.Encode("map");
    private static readonly JsonEncodedText Method = JsonEncodedText.Encode("method");
    private static readonly JsonEncodedText Target = JsonEncodedText.Encode("target");
    private static readonly JsonEncodedText Unit = JsonEncodedText.Encode("unit");
    private static readonly JsonEncodedText Minimum = JsonEncodedText.Encode("min");
    private static readonly JsonEncodedText Maximum = JsonEncodedText.Encode("max");
    private static readonly JsonEncodedText Mean = JsonEncodedText.Encode("mean");
    private static readonly JsonEncodedText PositiveShare = JsonEncodedText.Encode("positive_share");
    private static readonly JsonEncodedText Evidence = JsonEncodedText.Encode("evidence");
    private static readonly JsonEncodedText Rank = JsonEncodedText.Encode("rank");
    private static readonly JsonEncodedText Deletion = JsonEncodedText.Encode("deletion");
    private static readonly JsonEncodedText Region = JsonEncodedText.Encode("region");
    private static readonly JsonEncodedText Regions = JsonEncodedText.Encode("regions");
    private static readonly JsonEncodedText Milliseconds = JsonEncodedText.Encode("ms");
    private static readonly JsonEncodedText Decode = JsonEncodedText.Encode("decode");
    private static readonly JsonEncodedText Resize = JsonEncodedText.Encode("resize");
    private static readonly JsonEncodedText Infer = JsonEncodedText.Encode("infer");
    private static readonly JsonEncodedText Explain = JsonEncodedText.Encode("explain");
    private static readonly JsonEncodedText Composite = JsonEncodedText.Encode("composite");
    private static readonly JsonEncodedText Encode = JsonEncodedText.Encode("encode");

    private readonly SidecarCell? _cell;
    private readonly Rational _timeBase;
    private readonly JsonEncodedText _timeBaseText;
    private readonly JsonEncodedText _method;
    private readonly JsonEncodedText _target;
    private readonly JsonEncodedText _unit;
    private Utf8JsonWriter? _writer;

    /// <summary>Encodes once what is the same on every line.</summary>
    public JsonSidecarFormatter(SidecarSubject subject)
    {
        (_cell, _timeBase) = (subject.Cell, subject.TimeBase);
        _timeBaseText = JsonEncodedText.Encode(subject.TimeBase.ToString(), System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        _method = JsonEncodedText.Encode(subject.Method);
        _target = JsonEncodedText.Encode(subject.Target);
        _unit = JsonEncodedText.Encode(subject.MapUnit);
    }

    /// <inheritdoc/>
    public void WriteHeading(IBufferWriter<byte> output)
    {
    }

    /// <inheritdoc/>
    public void WriteLine(IBufferWriter<byte> output, in FrameRecord record)
    {
        if (_writer is null) _writer = new Utf8JsonWriter(output);
        else _writer.Reset(output);
        var writer = _writer;

        writer.WriteStartObject();
        writer.WriteNumber(Index, record.Index);
        if (_cell is not null)
        {
            writer.WriteNumber(Cell, _cell.Number);
            writer.WriteString(Network, _cell.Network);
        }

        writer.WriteNumber(Pts, record.Pts);
        writer.WriteString(TimeBase, _timeBaseText);
        if (SidecarTime.Of(record.Pts, _timeBase) is { } time) writer.WriteNumber(Time, time);
        else WriteNumber(Time, record.Pts * _timeBase.ToDouble());
        WriteNumber(AngleRadians, record.Angle);
        WriteNumber(AngleDegrees, double.RadiansToDegrees(record.Angle));
        WriteNumber(TrueAngleRadians, record.TrueAngle);
        WriteNumber(AngleSpread, record.AngleSpread);
        WriteNumber(Familiarity, record.Familiarity);
        if (record.Familiarity is { } familiarity) writer.WriteBoolean(Unfamiliar, familiarity < 1);
        else writer.WriteNull(Unfamiliar);
        WriteMap(record);
        WriteTimings(record.Timings);
        writer.WriteEndObject();
        writer.Flush();
        output.Write("\n"u8);
    }

    /// <inheritdoc/>
    public void Dispose() => _writer?.Dispose();

    private void WriteMap(in FrameRecord record)
    {
        if (record.Map is not { } map)
        {
            _writer!.WriteNull(Map);
            return;
        }

        _writer!.WriteStartObject(Map);
        _writer.WriteString(Method, _method);
        _writer.WriteString(Target, _target);
        _writer.WriteString(Unit, _unit);
        WriteNumber(Minimum, map.Minimum);
        WriteNumber(Maximum, map.Maximum);
        WriteNumber(Mean, map.Mean);
        WriteNumber(PositiveShare, map.PositiveShare);
        _writer.WriteBoolean(Evidence, map.HasEvidence);
        if (record.Rank is { } rank) _writer.WriteNumber(Rank, rank);
        else _writer.WriteNull(Rank);
        WriteNumber(Deletion, record.Deletion);
        WriteRegion(record.Region);
        _writer.WriteEndObject();
    }

    private void WriteRegion(RegionBoxes? region)
    {
        if (region?.Whole is not { } whole)
        {
            _writer!.WriteNull(Region);
            _writer.WriteNull(Regions);
            return;
        }

        _writer!.WritePropertyName(Region);
        WriteBox(whole);
        _writer.WriteStartArray(Regions);
        foreach (var part in region.Parts) WriteBox(part);
        _writer.WriteEndArray();
    }

    private void WriteBox(PixelBox box)
    {
        _writer!.WriteStartArray();
        _writer.WriteNumberValue(box.Left);
        _writer.WriteNumberValue(box.Top);
        _writer.WriteNumberValue(box.Width);
        _writer.WriteNumberValue(box.Height);
        _writer.WriteEndArray();
    }

    private void WriteTimings(in StageTimings timings)
    {
        _writer!.WriteStartObject(Milliseconds);
        WriteMilliseconds(Decode, timings.Decode);
        WriteMilliseconds(Resize, timings.Resize);
        WriteMilliseconds(Infer, timings.Infer);
        WriteMilliseconds(Explain, timings.Explain);
        WriteMilliseconds(Composite, timings.Composite);
        WriteMilliseconds(Encode, timings.Encode);
        _writer.WriteEndObject();
    }

    // A microsecond is as fine as the clock is worth.
    private void WriteMilliseconds(JsonEncodedText name, double? value) => WriteNumber(name, value is { } known ? Math.Round(known, 3) : null);

    private void WriteNumber(JsonEncodedText name, double? value)
    {
        if (value is { } number && double.IsFinite(number)) _writer!.WriteNumber(name, number);
        else _writer!.WriteNull(name);
    }
}
