using System.Text;
using System.Text.Json;

namespace Campaigns.Http;

/// <summary>Writes the body of a dispatch.</summary>
internal static class ContractRequest
{
    public static byte[] Write(in DispatchRequest request, Uri? callbackUrl)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("attempt", request.Attempt.ToString());
            json.WriteString("channel", request.Step.Channel);
            json.WriteString("address", request.Address);
            WriteOptional(json, "caller_id", request.CallerId);
            json.WriteNumber("try", request.Try);
            json.WriteString("not_after", request.NotAfter);
            json.WriteNumber("timeout_seconds", (long)request.Step.Timeout.TotalSeconds);
            WriteOptional(json, "callback_url", callbackUrl?.AbsoluteUri);
            WriteContent(json, request);
            WriteCampaign(json, request.Campaign);
            WriteContact(json, request.Contact);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static void WriteContent(Utf8JsonWriter json, in DispatchRequest request)
    {
        if (request.Content is { Body: null, Subject: null })
        {
            return;
        }

        json.WriteStartObject("content");
        json.WriteString("format", ContractWords.Of(request.Step.Format));
        WriteOptional(json, "subject", request.Content.Subject);
        WriteOptional(json, "body", request.Content.Body);
        json.WriteEndObject();
    }

    private static void WriteCampaign(Utf8JsonWriter json, CampaignInfo campaign)
    {
        json.WriteStartObject("campaign");
        json.WriteNumber("id", campaign.Id.Value);
        json.WriteString("tenant", campaign.Tenant);
        json.WriteString("name", campaign.Name);
        WriteOptional(json, "key", campaign.Key);
        WriteData(json, campaign.Data);
        json.WriteEndObject();
    }

    private static void WriteContact(Utf8JsonWriter json, Contact contact)
    {
        json.WriteStartObject("contact");
        json.WriteString("key", contact.Key);
        WriteOptional(json, "time_zone", contact.Zone);
        WriteData(json, contact.Data);
        json.WriteEndObject();
    }

    private static void WriteData(Utf8JsonWriter json, IReadOnlyDictionary<string, string> data)
    {
        json.WriteStartObject("data");
        foreach (var (name, value) in data)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
