using System.Net.WebSockets;
using System.Text.Json;

namespace Steerlens.EndToEnd.Tests.Live;

/// <summary>Reads what the live server says on an open socket.</summary>
internal static class ServerLine
{
    /// <summary>The next message in words of a type; all others are passed over.</summary>
    public static async Task<JsonDocument> ReadAsync(ClientWebSocket line, string type, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 20];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult result;
            do
            {
                result = await line.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                length += result.Count;
            }
            while (!result.EndOfMessage);
            if (result.MessageType != WebSocketMessageType.Text) continue;
            var message = JsonDocument.Parse(buffer.AsMemory(0, length).ToArray());
            if (message.RootElement.GetProperty("type").ValueEquals(type)) return message;
            message.Dispose();
        }
    }
}
