using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Diagnosis;

/// <summary>Facts under headings, to be read by people or by programs.</summary>
internal sealed class Report
{
    private readonly List<ReportSection> _sections = [];

    /// <summary>Starts a new heading.</summary>
    /// <param name="key">The name for programs.</param>
    /// <param name="title">The name for people.</param>
    public ReportSection Section(string key, string title)
    {
        var section = new ReportSection(key, title);
        _sections.Add(section);
        return section;
    }

    /// <summary>Headings with one indented line for each fact.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var section in _sections)
        {
            if (text.Length > 0) text.Append('\n');
            text.Append(section.Title).Append('\n');
            var width = section.Facts.Max(fact => (int?)fact.Label.Length) ?? 0;
            foreach (var fact in section.Facts)
            {
                var lines = fact.Text.Split('\n');
                text.Append("  ").Append(fact.Label.PadRight(width)).Append("  ").Append(lines[0]).Append('\n');
                foreach (var line in lines.Skip(1)) text.Append(' ', width + 4).Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>One JSON object with one object for each heading.</summary>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            writer.WriteStartObject();
            foreach (var section in _sections)
            {
                writer.WriteStartObject(section.Key);
                foreach (var fact in section.Facts)
                {
                    writer.WritePropertyName(fact.Key);
                    WriteValue(writer, fact.Value);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case IEnumerable<string> texts:
                writer.WriteStartArray();
                foreach (var text in texts) writer.WriteStringValue(text);
                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(value.ToString());
                break;
        }
    }
}

/// <summary>One heading of a report.</summary>
/// <param name="Key">The name for programs.</param>
/// <param name="Title">The name for people.</param>
internal sealed record ReportSection(string Key, string Title)
{
    /// <summary>What stands under the heading.</summary>
    public List<ReportFact> Facts { get; } = [];

    /// <summary>Adds a fact.</summary>
    /// <param name="key">The name for programs.</param>
    /// <param name="label">The name for people.</param>
    /// <param name="value">The value for programs: null, a flag, a number, a text, or texts.</param>
    /// <param name="text">The value for people; null for the value as it is.</param>
    public ReportSection Add(string key, string label, object? value, string? text = null)
    {
        Facts.Add(new ReportFact(key, label, value, text is null ? Plain(value) : PrintableText.Of(text)));
        return this;
    }

    private static string Plain(object? value) => value switch
    {
        null => "not known",
        true => "yes",
        false => "no",
        string word => PrintableText.Of(word),
        IEnumerable<string> texts => string.Join('\n', texts.DefaultIfEmpty("none").Select(PrintableText.Of)),
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}

/// <summary>One fact of a report.</summary>
/// <param name="Key">The name for programs.</param>
/// <param name="Label">The name for people.</param>
/// <param name="Value">The value for programs.</param>
/// <param name="Text">The value for people; may have several lines.</param>
internal sealed record ReportFact(string Key, string Label, object? Value, string Text);
