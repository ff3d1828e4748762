using System.Buffers;
using System.Globalization;
using System.Text;
using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Outputs;

/// <summary>Values with commas between them, under one line of names. What is not known, or no number, is empty.</summary>
internal sealed class CsvSidecarFormatter : ISidecarFormatter
{
    private readonly Rational _timeBase;
    private readonly byte[] _timeBaseText;
    private readonly byte[] _mapText;
    private readonly byte[]? _cellText;

    /// <summary>Encodes once what is the same on every line.</summary>
    public CsvSidecarFormatter(SidecarSubject subject)
    {
        _timeBase = subject.TimeBase;
        _timeBaseText = Encoding.UTF8.GetBytes(subject.TimeBase.ToString());
        if (subject.Cell is { } cell) _cellText = Encoding.UTF8.GetBytes($"{cell.Number},{Quoted(cell.Network)},");
        _mapText = Encoding.UTF8.GetBytes($"{subject.Method},{subject.Target},{subject.MapUnit}");
    }

    /// <inheritdoc/>
    public void WriteHeading(IBufferWriter<byte> output) => output.Write((
        "index," + (_cellText is null ? "" : "cell,network,") + "pts,time_base,time,angle_rad,angle_deg,true_angle_rad,angle_spread_rad,familiarity,unfamiliar,"
        + "map_method,map_target,map_unit,map_min,map_max,map_mean,map_positive_share,map_evidence,map_rank,map_deletion,"
        + "map_region_left,map_region_top,map_region_width,map_region_height,"
        + "ms_decode,ms_resize,ms_infer,ms_explain,ms_composite,ms_encode\n").Select(letter => (byte)letter).ToArray());

    /// <inheritdoc/>
    public void WriteLine(IBufferWriter<byte> output, in FrameRecord record)
    {
        Write(output, record.Index);
        output.Write(_cellText);
        Write(output, record.Pts);
        output.Write(_timeBaseText);
        output.Write(","u8);
        WriteTime(output, record.Pts);
        Write(output, record.Angle);
        Write(output, double.RadiansToDegrees(record.Angle));
        Write(output, record.TrueAngle);
        Write(output, record.AngleSpread);
        Write(output, record.Familiarity);
        output.Write(record.Familiarity switch { null => ","u8, < 1 => "true,"u8, _ => "false,"u8 });
        WriteMap(output, record);
        WriteRegion(output, record.Map is null ? null : record.Region?.Whole);
        WriteMilliseconds(output, record.Timings.Decode);
        WriteMilliseconds(output, record.Timings.Resize);
        WriteMilliseconds(output, record.Timings.Infer);
        WriteMilliseconds(output, record.Timings.Explain);
        WriteMilliseconds(output, record.Timings.Composite);
        WriteMilliseconds(output, record.Timings.Encode, "\n"u8);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private void WriteTime(IBufferWriter<byte> output, long pts)
    {
        if (SidecarTime.Of(pts, _timeBase) is { } time) WriteFormatted(output, time);
        else WriteFormatted(output, pts * _timeBase.ToDouble());
        output.Write(","u8);
    }

    private void WriteMap(IBufferWriter<byte> output, in FrameRecord record)
    {
        if (record.Map is not { } map)
        {
            output.Write(",,,,,,,,,,"u8);
            return;
        }

        output.Write(_mapText);
        output.Write(","u8);
        Write(output, map.Minimum);
        Write(output, map.Maximum);
        Write(output, map.Mean);
        Write(output, map.PositiveShare);
        output.Write(map.HasEvidence ? "true,"u8 : "false,"u8);
        Write(output, record.Rank);
        Write(output, record.Deletion);
    }

    private static void WriteRegion(IBufferWriter<byte> output, PixelBox? region)
    {
        if (region is not { } box)
        {
            output.Write(",,,,"u8);
            return;
        }

        Write(output, (long)box.Left);
        Write(output, (long)box.Top);
        Write(output, (long)box.Width);
        Write(output, (long)box.Height);
    }

    private static void WriteMilliseconds(IBufferWriter<byte> output, double? value) => WriteMilliseconds(output, value, ","u8);

    private static void WriteMilliseconds(IBufferWriter<byte> output, double? value, ReadOnlySpan<byte> end) =>
        Write(output, value is { } known ? Math.Round(known, 3) : null, end);

    private static void Write(IBufferWriter<byte> output, double? value) => Write(output, value, ","u8);

    private static void Write(IBufferWriter<byte> output, double? value, ReadOnlySpan<byte> end)
    {
        if (value is { } number && double.IsFinite(number)) WriteFormatted(output, number);
        output.Write(end);
    }

    private static void Write(IBufferWriter<byte> output, long value)
    {
        WriteFormatted(output, value);
        output.Write(","u8);
    }

    private static void WriteFormatted<T>(IBufferWriter<byte> output, T value)
        where T : IUtf8SpanFormattable
    {
        // 32 bytes hold any long and any double in its shortest form.
        var span = output.GetSpan(32);
        if (!value.TryFormat(span, out var written, default, CultureInfo.InvariantCulture))
            throw new FormatException("A number did not fit its place.");
        output.Advance(written);
    }
}
