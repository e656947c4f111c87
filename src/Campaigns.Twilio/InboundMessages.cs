using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Campaigns.Twilio;

/// <summary>What people send: STOP and its like opt out, START lifts it, everything else is a reply.</summary>
internal static partial class InboundMessages
{
    /// <summary>The words that Twilio's own opt-out handling knows, and the two that it added in 2025.</summary>
    private static readonly HashSet<string> StopWords =
        ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "STOP ALL", "OPT OUT"];

    /// <summary>Without "yes", which people answer to a question.</summary>
    private static readonly HashSet<string> StartWords = ["START", "UNSTOP"];

    /// <summary>Reads a message that somebody sent.</summary>
    /// <param name="form">The fields.</param>
    /// <param name="sid">The message's SID.</param>
    /// <param name="options">The options, which name the tenants of numbers.</param>
    public static TwilioCallback Read(IReadOnlyList<KeyValuePair<string, string>> form, string sid, TwilioOptions options)
    {
        var (from, to) = (form.Find("From"), form.Find("To"));
        if (from is null || to is null)
        {
            return new TwilioCallback(400, $"{(from is null ? "From" : "To")} is missing: an incoming message has both.");
        }

        if ((options.TenantsByNumber.TryGetValue(to, out var tenant) ? tenant : options.Tenant) is not { } owner)
        {
            return new TwilioCallback(422, $"To is {to}: name its tenant in TenantsByNumber, or set Tenant.");
        }

        var word = Word(form.Find("OptOutType"), form.Find("Body") ?? "");
        var isStop = word == "STOP";
        return new TwilioCallback(200)
        {
            Resumed = word == "START" ? Resume(owner, from) : null,
            Event = new InboundEvent(owner, $"twilio-{sid}", isStop ? InboundEvent.Unsubscribe : InboundEvent.Reply)
            {
                Address = from, Channel = Channels.Sms, Data = Data(form),
            },
        };
    }

    /// <summary>STOP, START or nothing. Twilio's own classification, which follows the account's settings, comes first.</summary>
    private static string? Word(string? optOutType, string body)
    {
        var runes = body.EnumerateRunes().ToArray();
        var start = Math.Max(Array.FindIndex(runes, Rune.IsLetterOrDigit), 0);
        var bare = string.Concat(runes[start..(Array.FindLastIndex(runes, Rune.IsLetterOrDigit) + 1)]);
        var text = Gaps().Replace(bare, " ").ToUpperInvariant();
        return optOutType is "STOP" or "START" or "HELP" ? optOutType
            : StopWords.Contains(text) ? "STOP"
            : StartWords.Contains(text) ? "START"
            : null;
    }

    [GeneratedRegex(@"[\s\p{Pd}]+")]
    private static partial Regex Gaps();

    private static Suppression? Resume(string tenant, string from)
    {
        try
        {
            return Suppression.OfAddress(tenant, from, Channels.Sms);
        }
        catch (ArgumentException)
        {
            return null; // a short code or a name, which no list can hold
        }
    }

    /// <summary>The text of the message, for triggers and the event log.</summary>
    private static string Data(IReadOnlyList<KeyValuePair<string, string>> form)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("text", form.Find("Body") ?? "");
            json.WriteString("to", form.Find("To"));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
