using System.Text.Json;
using Steerlens.Kernels.Images;
using Steerlens.Models;
using Steerlens.Pipeline.Inspection;
using Steerlens.Pipeline.Live.Session;

namespace Steerlens.Pipeline.Live.Web;

/// <summary>Does what pages ask for, and tells the one that asked why something can't be had.</summary>
/// <param name="session">The session.</param>
/// <param name="note">Gets failures that nobody expected.</param>
internal sealed class LiveRequests(LiveSession session, Action<string> note)
{
    /// <summary>A message's type; empty where it has none.</summary>
    public static string TypeOf(JsonElement message) =>
        message.ValueKind == JsonValueKind.Object && message.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString()! : "";

    /// <summary>Whether all texts of a message are texts: half of a surrogate pair is none, and would fail wherever it is read.</summary>
    public static bool IsText(JsonElement message)
    {
        try
        {
            return message.ValueKind switch
            {
                JsonValueKind.String => message.GetString() is not null,
                JsonValueKind.Array => message.EnumerateArray().All(IsText),
                JsonValueKind.Object => message.EnumerateObject().All(property => property.Name is not null && IsText(property.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>A message's own number; null where it has none.</summary>
    public static long? IdOf(JsonElement message) =>
        message.ValueKind == JsonValueKind.Object && message.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number) ? number : null;

    /// <summary>A number of a message; 0 where it has none.</summary>
    public static double NumberOf(JsonElement message, string name) =>
        message.ValueKind == JsonValueKind.Object && message.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : 0;

    /// <summary>Does what messages ask for: one, or several changes of settings at once.</summary>
    public async Task DoAsync(IReadOnlyList<JsonElement> messages, LiveClient client, CancellationToken cancellationToken)
    {
        if (messages.Count > 1)
        {
            try
            {
                await session.ChangeAsync([.. messages.Select(message => Property(message, "settings"))], cancellationToken);
                return;
            }
            catch (Exception refusal) when (refusal is not OperationCanceledException)
            {
                // One of them is to blame; done one by one, it is that one's page that hears of it, and the others hold.
            }
        }

        foreach (var message in messages) await DoAsync(message, client, cancellationToken);
    }

    /// <summary>Does what a message asks for.</summary>
    public async Task DoAsync(JsonElement message, LiveClient client, CancellationToken cancellationToken)
    {
        try
        {
            await TryAsync(message, client, cancellationToken);
        }
        catch (Exception refusal) when (refusal is SteerlensException or NetworkFormatException)
        {
            client.Reply(LiveMessages.Refused(IdOf(message), refusal.Message));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            client.Reply(LiveMessages.Refused(IdOf(message), $"unexpected failure: {failure.Message}"));
            note($"unexpected failure: {failure.GetType().Name}: {failure.Message}");
        }
    }

    private async Task TryAsync(JsonElement message, LiveClient client, CancellationToken cancellationToken)
    {
        switch (TypeOf(message))
        {
            case "set":
                await session.ChangeAsync(Property(message, "settings"), cancellationToken);
                break;
            case "pause":
                await session.PauseAsync(cancellationToken);
                break;
            case "play":
                await session.PlayAsync(cancellationToken);
                break;
            case "step":
                await session.StepAsync(cancellationToken);
                break;
            case "record":
                await RecordAsync(message, client, cancellationToken);
                break;
            case "watch":
                await WatchAsync(Property(message, "layer"), client, cancellationToken);
                break;
            case "ask":
                var answer = await session.AskAsync(RectangleOf(Property(message, "rectangle")), FillOf(message), cancellationToken);
                client.Reply(LiveMessages.Answer(IdOf(message), answer));
                break;
            case "picture":
                await session.ShowPictureAsync((int)NumberOf(message, "index"), cancellationToken);
                break;
            case "live":
                await session.ShowLiveAsync(cancellationToken);
                break;
            case "restart":
                session.Restart();
                break;
            case var unknown:
                throw new SteerlensException(ExitCode.Usage, unknown.Length == 0 ? "a message is one JSON object with a type" : $"there is no message '{unknown}'");
        }
    }

    private async Task RecordAsync(JsonElement message, LiveClient client, CancellationToken cancellationToken)
    {
        var on = Property(message, "on");
        if (on.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) throw new SteerlensException(ExitCode.Usage, "record takes on: true or false");
        if (on.GetBoolean())
        {
            await session.RecordAsync(cancellationToken);
            return;
        }

        // Begun, it is finished: a film without its end is none.
        if (await session.EndRecordingAsync(reason: null, CancellationToken.None) is { } file) client.Reply(LiveMessages.Saved(IdOf(message), file, reason: null));
    }

    private async Task WatchAsync(JsonElement layer, LiveClient client, CancellationToken cancellationToken)
    {
        var name = layer.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => layer.GetString(),
            _ => throw new SteerlensException(ExitCode.Usage, "watch takes a layer's name, or null"),
        };
        if (name is not null)
        {
            var network = await session.NetworkAsync(cancellationToken);
            var layers = LayerFacts.Of(network);
            if (!layers.Any(known => string.Equals(known.Name, name, StringComparison.Ordinal)))
                throw new SteerlensException(ExitCode.Usage, $"the network '{network.Name}' has no layer '{name}': it has {string.Join(", ", layers.Select(known => known.Name))}");
        }

        Look(client, name);
    }

    /// <summary>Changes which layer a page looks at.</summary>
    internal void Look(LiveClient client, string? name)
    {
        var before = client.Layer;
        client.Layer = name;
        if (before is not null) session.Watch.Remove(before);
        if (name is not null) session.Watch.Add(name);
    }

    private static JsonElement Property(JsonElement message, string name) => message.TryGetProperty(name, out var value)
        ? value
        : throw new SteerlensException(ExitCode.Usage, $"the message lacks '{name}'");

    private static MapRectangle RectangleOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != 4
            || !value.EnumerateArray().All(part => part.ValueKind == JsonValueKind.Number && part.TryGetDouble(out var share) && share is >= 0 and <= 1))
            throw new SteerlensException(ExitCode.Usage, "a rectangle is left, top, width, height as shares of the picture, 0..1");
        return new MapRectangle(value[0].GetDouble(), value[1].GetDouble(), value[2].GetDouble(), value[3].GetDouble());
    }

    private static BoxFill FillOf(JsonElement message)
    {
        if (!message.TryGetProperty("fill", out var fill)) return BoxFill.Mean;
        return (fill.ValueKind == JsonValueKind.String ? fill.GetString() : null) switch
        {
            "mean" => BoxFill.Mean,
            "blur" => BoxFill.Blur,
            "black" => BoxFill.Black,
            _ => throw new SteerlensException(ExitCode.Usage, "fill is one of mean, blur, black"),
        };
    }
}
