using System.Buffers;
using System.Text.Json;
using Steerlens.Kernels.Maps;
using Steerlens.Models;
using Steerlens.Pipeline.Commands.Parsing;
using Steerlens.Pipeline.Inspection;
using Steerlens.Pipeline.Live.Session;

namespace Steerlens.Pipeline.Live.Web;

/// <summary>The messages in words, from the server to pages. Each is one JSON object with a <c>type</c>.</summary>
internal static class LiveMessages
{
    private static readonly int[][] SizeChoices = [[15, 50], [15], [50], [10, 20, 40], [8], [25]];
    private static readonly int[] StrideChoices = [1, 2, 4, 8];

    /// <summary>All that a page must know before its first picture.</summary>
    public static byte[] Hello(LiveSession session, Network network, ReadOnlySpan<float> outputs, int clients)
    {
        var values = outputs.ToArray();
        return Message("hello", json =>
        {
            json.WriteString("version"u8, typeof(LiveMessages).Assembly.GetName().Version!.ToString(3));
            json.WritePropertyName("state"u8);
            Write(json, session.State, network, clients);
            json.WritePropertyName("choices"u8);
            WriteChoices(json, session);
            json.WritePropertyName("network"u8);
            Write(json, network, values);
            json.WritePropertyName("pictures"u8);
            if (session.Pictures is not { } pictures)
            {
                json.WriteNullValue();
                return;
            }

            json.WriteStartObject();
            json.WriteNumber("count"u8, pictures.Count);
            json.WriteEndObject();
        });
    }

    /// <summary>Another network is used.</summary>
    public static byte[] OfNetwork(Network network, ReadOnlySpan<float> outputs)
    {
        var values = outputs.ToArray();
        return Message("network", json =>
        {
            json.WritePropertyName("network"u8);
            Write(json, network, values);
        });
    }

    /// <summary>What is so now.</summary>
    public static byte[] OfState(LiveState state, Network network, int clients) => Message("state", json =>
    {
        json.WritePropertyName("state"u8);
        Write(json, state, network, clients);
    });

    /// <summary>Something that was asked for can't be had.</summary>
    public static byte[] Refused(long? request, string reason) => Message("refused", json =>
    {
        Write(json, "of"u8, request);
        json.WriteString("message"u8, reason);
    });

    /// <summary>What hiding a rectangle does to the angle.</summary>
    public static byte[] Answer(long? request, in MaskQuestionAnswer answer)
    {
        var (angle, masked, duration, isSeen) = answer;
        return Message("answer", json =>
        {
            Write(json, "of"u8, request);
            json.WriteNumber("angle"u8, angle);
            json.WriteNumber("masked"u8, masked);
            json.WriteNumber("difference"u8, masked - angle);
            json.WriteBoolean("seen"u8, isSeen);
            json.WriteNumber("milliseconds"u8, Math.Round(duration.TotalMilliseconds, 3));
        });
    }

    /// <summary>A recording has its name.</summary>
    public static byte[] Saved(long? request, string file, string? reason) => Message("saved", json =>
    {
        Write(json, "of"u8, request);
        json.WriteString("file"u8, file);
        if (reason is not null) json.WriteString("reason"u8, reason);
    });

    /// <summary>A recording has broken off.</summary>
    public static byte[] BrokeOff(string words) => Message("brokeOff", json => json.WriteString("message"u8, words));

    /// <summary>The answer to a ping.</summary>
    public static byte[] Pong(double client, DateTimeOffset now) => Message("pong", json =>
    {
        json.WriteNumber("client"u8, client);
        json.WriteNumber("server"u8, PictureFacts.Milliseconds(now));
    });

    private static byte[] Message(string type, Action<Utf8JsonWriter> body)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, type);
            body(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } known) json.WriteNumber(name, known);
        else json.WriteNull(name);
    }

    private static void Write(Utf8JsonWriter json, LiveState state, Network network, int clients)
    {
        json.WriteStartObject();
        json.WriteStartObject("source"u8);
        json.WriteString("name"u8, state.Source);
        json.WriteString("phase"u8, OptionValues.Word(state.Feed.Phase));
        json.WriteString("reason"u8, state.Feed.Reason ?? state.Failure);
        Write(json, "retryInSeconds"u8, state.Feed.RetryAt is { } retry ? Math.Round(Math.Max(0, (retry - state.Now).TotalSeconds), 1) : null);
        json.WriteBoolean("waits"u8, state.Waits);
        json.WriteEndObject();
        json.WriteBoolean("paused"u8, state.IsPaused);
        json.WritePropertyName("settings"u8);
        Write(json, state.Settings, network);
        WriteBank(json, state);
        if (state.RecordingFile is { } file)
        {
            json.WriteStartObject("recording"u8);
            json.WriteString("file"u8, file);
            json.WriteNumber("frames"u8, state.RecordingFrames);
            json.WriteNumber("seconds"u8, Math.Round(state.RecordingSeconds, 3));
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("recording"u8);
        }

        json.WriteNumber("clients"u8, clients);
        json.WriteNumber("dropped"u8, state.Dropped);
        json.WriteNumber("received"u8, state.Received);
        json.WriteNumber("shown"u8, state.Shown);
        json.WriteString("mode"u8, state.PictureIndex is null ? "live"u8 : "picture"u8);
        Write(json, "pictureIndex"u8, state.PictureIndex);
        json.WriteString("pictureName"u8, state.PictureName);
        json.WriteEndObject();
    }

    private static void WriteBank(Utf8JsonWriter json, LiveState state)
    {
        if (state.Windows == 0 || state.ExplainMilliseconds <= 0)
        {
            json.WriteNull("bank"u8);
            return;
        }

        json.WriteStartObject("bank"u8);
        json.WriteNumber("windows"u8, state.Windows);
        json.WriteNumber("milliseconds"u8, Math.Round(state.ExplainMilliseconds, 3));
        json.WriteNumber("windowsPerSecond"u8, Math.Round(state.Windows / state.ExplainMilliseconds * 1000));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LiveSettings settings, Network network)
    {
        json.WriteStartObject();
        json.WriteString("network"u8, settings.Network);
        json.WriteString("map"u8, settings.Map);
        json.WriteString("target"u8, OptionValues.Word(settings.Target));
        json.WriteString("output"u8, settings.Output ?? NameOf(network, 0));
        json.WriteString("layout"u8, LiveSettingsReader.Layouts.First(layout => layout.Value == settings.Layout).Word);
        json.WriteNumber("opacity"u8, settings.Opacity);
        json.WriteString("palette"u8, LiveSettingsReader.Palettes.First(palette => palette.Value == settings.Palette).Word);
        json.WriteStartArray("sizes"u8);
        foreach (var size in settings.Sizes) json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteNumber("stride"u8, settings.Stride);
        json.WriteString("fill"u8, OptionValues.Word(settings.Fill));
        Write(json, "smoothing"u8, settings.Smoothing);
        json.WriteBoolean("hud"u8, settings.Hud);
        Write(json, "region"u8, settings.Region);
        json.WriteEndObject();
    }

    private static void WriteChoices(Utf8JsonWriter json, LiveSession session)
    {
        json.WriteStartObject();
        Write(json, "networks"u8, session.Shelf.Names);
        json.WriteStartArray("maps"u8);
        foreach (var method in LiveChoices.Maps(session.State.Settings.Map))
        {
            json.WriteStartObject();
            json.WriteString("name"u8, method.Name);
            json.WriteString("title"u8, method.Title);
            json.WriteString("description"u8, method.Description);
            Write(json, "targets"u8, method.Targets.Select(OptionValues.Word));
            json.WriteBoolean("hasWindows"u8, method.Options.Contains(nameof(MapOptions.Sizes), StringComparer.Ordinal));
            json.WriteBoolean("signed"u8, method.Targets.Contains(Target.Signed));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Write(json, "layouts"u8, LiveSettingsReader.Layouts.Select(layout => layout.Word));
        Write(json, "palettes"u8, LiveSettingsReader.Palettes.Select(palette => palette.Word));
        Write(json, "fills"u8, Enum.GetValues<Fill>().Select(OptionValues.Word));
        json.WriteStartArray("strides"u8);
        foreach (var stride in StrideChoices.Append(session.State.Settings.Stride).Distinct().Order()) json.WriteNumberValue(stride);
        json.WriteEndArray();
        json.WriteStartArray("sizes"u8);
        foreach (var sizes in SizeChoices.Prepend([.. session.State.Settings.Sizes]).DistinctBy(sizes => string.Join(',', sizes), StringComparer.Ordinal))
        {
            json.WriteStartArray();
            foreach (var size in sizes) json.WriteNumberValue(size);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, IEnumerable<string> words)
    {
        json.WriteStartArray(name);
        foreach (var word in words) json.WriteStringValue(word);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Network network, ReadOnlySpan<float> outputs)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, network.Name);
        Write(json, "input"u8, [network.Input.Height, network.Input.Width, network.Input.Channels]);
        json.WriteStartArray("layers"u8);
        foreach (var layer in LayerFacts.Of(network)) Write(json, layer, network);
        json.WriteEndArray();
        json.WriteStartArray("outputs"u8);
        for (var index = 0; index < network.OutputCount; index++)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, NameOf(network, index));
            Write(json, "value"u8, index < outputs.Length ? outputs[index] : null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LayerFacts layer, Network network)
    {
        var shape = layer.Output;
        json.WriteStartObject();
        json.WriteString("name"u8, layer.Name);
        json.WriteString("kind"u8, layer.Activation.Length > 0 ? $"{layer.Kind}, {layer.Activation}" : layer.Kind);
        Write(json, "shape"u8, shape is { Height: 1, Width: 1 } ? [shape.Channels] : [shape.Channels, shape.Height, shape.Width]);
        json.WriteNumber("parameters"u8, layer.Parameters);
        json.WriteNumber("multiplyAdds"u8, layer.MultiplyAdds);
        var field = layer.Field;
        if (field.Height >= network.Input.Height && field.Width >= network.Input.Width)
        {
            json.WriteNull("receptive"u8);
        }
        else
        {
            json.WriteStartObject("receptive"u8);
            Write(json, "size"u8, [field.Height, field.Width]);
            Write(json, "stride"u8, [field.StepRows, field.StepColumns]);
            Write(json, "offset"u8, [field.FirstRow, field.FirstColumn]);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<int> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static string NameOf(Network network, int output) =>
        output < network.Contract.Outputs.Count ? network.Contract.Outputs[output] : output.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
