using System.Text.Json;
using System.Text.Json.Serialization;

namespace Campaigns.Orleans.Client.Wire;

/// <summary>
/// Writes texts so that they arrive as they were. JSON cannot hold half of a surrogate pair: such a text is an array of its characters. The
/// shard then refuses it as one engine does, where a replaced character would be accepted.
/// </summary>
internal sealed class TextJson : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return reader.GetString()!;
        }

        var characters = new List<char>();
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            characters.Add((char)reader.GetUInt16());
        }

        return new string([.. characters]);
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        if (IsSound(value))
        {
            writer.WriteStringValue(value);
            return;
        }

        writer.WriteStartArray();
        foreach (var character in value)
        {
            writer.WriteNumberValue(character);
        }

        writer.WriteEndArray();
    }

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString()!;

    /// <exception cref="CampaignException">The name has half of a surrogate pair.</exception>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WritePropertyName(IsSound(value) ? value : throw new CampaignException(
            CampaignError.Invalid, "A name in the request holds half of a surrogate pair. Write it without."));

    private static bool IsSound(string text)
    {
        for (var i = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
