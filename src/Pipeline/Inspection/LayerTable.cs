using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Steerlens.Models;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Inspection;

/// <summary>The table of a network's layers, for people and for programs.</summary>
internal static class LayerTable
{
    private const int LongestName = 32;

    /// <summary>Columns under their names, and the sums below.</summary>
    public static string ToText(Network network, IReadOnlyList<LayerFacts> layers)
    {
        List<string[]> rows = [["name", "kind", "output", "parameters", "multiply-adds", "sees", "step", "activation"]];
        foreach (var layer in layers)
        {
            // Padding and rounding make fields that reach over the edges; nothing is seen there.
            var (high, wide) = (Math.Min(layer.Field.Height, network.Input.Height), Math.Min(layer.Field.Width, network.Input.Width));
            var seesAll = (high, wide) == (network.Input.Height, network.Input.Width);
            rows.Add(
            [
                Name(layer.Name), layer.Kind, layer.Output is { Height: 1, Width: 1 } ? Number(layer.Output.Channels) : layer.Output.ToString(),
                Number(layer.Parameters), Number(layer.MultiplyAdds),
                seesAll ? "all" : Text($"{high}x{wide}"), seesAll && layer.Output is { Height: 1, Width: 1 } ? "" : Text($"{layer.Field.StepRows}x{layer.Field.StepColumns}"),
                layer.Activation,
            ]);
        }

        rows.Add(["total", "", "", Number(layers.Sum(layer => layer.Parameters)), Number(layers.Sum(layer => layer.MultiplyAdds)), "", "", ""]);
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder("Layers\n");
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => column is >= 2 and <= 6 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            text.Append("  ").Append(string.Join("  ", cells).TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>One JSON object: the network, its input contract, its layers and their sums.</summary>
    public static string ToJson(Network network, IReadOnlyList<LayerFacts> layers, string? file, IReadOnlyList<string> assumed, string occlusion)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("name", network.Name);
            writer.WriteString("file", file);
            WriteShape(writer, "input", network.Input);
            writer.WriteNumber("outputs", network.OutputCount);
            if (network.Contract.OutputGrid is { } grid)
            {
                writer.WriteStartArray("output_grid");
                writer.WriteNumberValue(grid.Rows);
                writer.WriteNumberValue(grid.Columns);
                writer.WriteEndArray();
            }
            else
            {
                writer.WriteNull("output_grid");
            }

            writer.WriteStartObject("contract");
            foreach (var (key, value) in InputContractText.PairsOf(network.Contract)) writer.WriteString(key, value);
            writer.WriteEndObject();
            WriteTexts(writer, "assumed", assumed);
            WriteTexts(writer, "output_names", network.Contract.Outputs);
            writer.WriteString("occlusion", occlusion);
            writer.WriteNumber("parameters", layers.Sum(layer => layer.Parameters));
            writer.WriteNumber("multiply_adds", layers.Sum(layer => layer.MultiplyAdds));
            writer.WriteStartArray("layers");
            foreach (var layer in layers) WriteLayer(writer, layer);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void WriteLayer(Utf8JsonWriter writer, LayerFacts layer)
    {
        writer.WriteStartObject();
        writer.WriteString("name", layer.Name);
        writer.WriteString("kind", layer.Kind);
        WriteShape(writer, "output", layer.Output);
        writer.WriteNumber("parameters", layer.Parameters);
        writer.WriteNumber("multiply_adds", layer.MultiplyAdds);
        writer.WriteStartObject("receptive_field");
        writer.WriteNumber("first_row", layer.Field.FirstRow);
        writer.WriteNumber("first_column", layer.Field.FirstColumn);
        writer.WriteNumber("height", layer.Field.Height);
        writer.WriteNumber("width", layer.Field.Width);
        writer.WriteNumber("step_rows", layer.Field.StepRows);
        writer.WriteNumber("step_columns", layer.Field.StepColumns);
        writer.WriteEndObject();
        if (layer.Activation.Length > 0) writer.WriteString("activation", layer.Activation);
        else writer.WriteNull("activation");
        writer.WriteEndObject();
    }

    private static void WriteShape(Utf8JsonWriter writer, string name, TensorShape shape)
    {
        writer.WriteStartArray(name);
        writer.WriteNumberValue(shape.Height);
        writer.WriteNumberValue(shape.Width);
        writer.WriteNumberValue(shape.Channels);
        writer.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts) writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    private static string Name(string name)
    {
        var printable = PrintableText.Of(name);
        return printable.Length <= LongestName ? printable : string.Concat(printable.AsSpan(0, LongestName - 3), "...");
    }

    private static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
