using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>Removes the person from the body of a message. What is left is a thin message: type, time, sequence and ids.</summary>
internal static class MessageEraser
{
    private static readonly string[] Head = ["type", "timestamp", "tenant", "sequence"];
    private static readonly string[] Ids = ["campaign", "attempt", "missedFrom"];

    /// <summary>Returns the thin body, if the message is about an erased contact; null if it is not.</summary>
    /// <param name="body">The body.</param>
    /// <param name="isErased">Whether the contact with a key was erased from a tenant.</param>
    public static string? Erase(string body, Func<string, string, bool> isErased)
    {
        using var message = JsonDocument.Parse(body);
        var root = message.RootElement;
        if (!root.TryGetProperty("tenant", out var tenant) || !root.TryGetProperty("data", out var data)
            || !data.TryGetProperty("contact", out var contact) || !isErased(tenant.GetString()!, contact.GetString()!))
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Copy(root, Head, json);
            json.WriteStartObject("data");
            Copy(data, Ids, json);
            json.WriteBoolean("isErased", true);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Copy(JsonElement from, string[] names, Utf8JsonWriter json)
    {
        foreach (var name in names)
        {
            if (from.TryGetProperty(name, out var value))
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }
        }
    }
}
