using System.Globalization;

namespace Steerlens.Pipeline.Drives;

/// <summary>Lines <c>picture degrees</c>, and a date and time behind a comma where it is known: the steering wheel, positive = right.</summary>
internal sealed class DegreeLabels : ILabelKind
{
    private static readonly string[] Clocks = ["yyyy-MM-dd HH:mm:ss:fff", "yyyy-MM-dd HH:mm:ss.fff", "yyyy-MM-dd HH:mm:ss"];

    private DegreeLabels()
    {
    }

    /// <inheritdoc/>
    public string Name => "picture degrees";

    /// <inheritdoc/>
    public bool HasHeader => false;

    /// <summary>The kind, where a text's first line is one of its lines.</summary>
    public static DegreeLabels? TryCreate(string path, string[] first)
    {
        if (!Path.GetExtension(path).Equals(".txt", StringComparison.OrdinalIgnoreCase) || first.Length > 2) return null;
        return first[0].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var picture, _] && Path.HasExtension(picture) && Video.InputFile.IsPicture(picture) ? new DegreeLabels() : null;
    }

    /// <inheritdoc/>
    public LabelLine Read(string[] fields)
    {
        if (fields[0].Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var picture, var degrees] || fields.Length > 2) throw new FormatException("it is no line 'picture degrees' or 'picture degrees,time'");
        double? seconds = null;
        if (fields.Length == 2)
        {
            seconds = DateTime.TryParseExact(fields[1], Clocks, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
                ? (time - DateTime.UnixEpoch).TotalSeconds
                : throw new FormatException($"'{fields[1]}' is no time like 2018-07-01 17:09:44:912");
        }

        return new LabelLine(picture, LabelKinds.Angle(degrees, Math.PI / 180), seconds, null);
    }
}
