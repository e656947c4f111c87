using System.Text.Json;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore.Contacts;

/// <summary>
/// A correction of a contact, as a JSON merge patch (RFC 7396): members that are absent stay, and null removes a value.
/// </summary>
internal sealed class ContactPatch
{
    private const string Members = "phone, zone, addresses, data";
    private readonly List<Func<Contact, Contact>> _changes = [];
    private readonly List<ApiFault> _faults = [];

    /// <summary>Applies the correction.</summary>
    public Contact Apply(Contact contact) => _changes.Aggregate(contact, (changed, change) => change(changed));

    /// <summary>Reads a correction.</summary>
    /// <exception cref="InvalidRequestException">The body has faults.</exception>
    public static async Task<ContactPatch> ReadAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadJsonAsync(context);
        var patch = new ContactPatch();
        if (body.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw RequestBody.Fault("", $"Send an object with some of the members {Members}.");
        }

        foreach (var member in body.RootElement.EnumerateObject())
        {
            patch.Read(member);
        }

        if (patch._changes.Count == 0 && patch._faults.Count == 0)
        {
            throw RequestBody.Fault("", $"The body changes nothing. Send some of the members {Members}.");
        }

        return patch._faults.Count == 0 ? patch : throw new InvalidRequestException(patch._faults);
    }

    private void Read(JsonProperty member)
    {
        var at = "/" + member.Name;
        switch (member.Name)
        {
            case "phone" when TryText(member.Value, at, out var phone):
                _changes.Add(contact => contact.WithPhone(phone));
                break;
            case "zone" when TryText(member.Value, at, out var zone):
                _changes.Add(contact => contact.WithZone(zone));
                break;
            case "addresses":
                ReadGroup(member.Value, at, (channel, address) => contact => contact.WithAddress(channel, address));
                break;
            case "data":
                ReadGroup(member.Value, at, (name, value) => contact => contact.WithData(name, value));
                break;
            case "phone" or "zone":
                break; // the fault is noted
            default:
                Refuse("/" + Shown.Cut(member.Name), $"There is no member \"{Shown.Cut(member.Name)}\" to change. Use: {Members}.");
                break;
        }
    }

    private void ReadGroup(JsonElement group, string at, Func<string, string?, Func<Contact, Contact>> change)
    {
        if (group.ValueKind != JsonValueKind.Object)
        {
            Refuse(at, "Give an object with texts by name, and null to remove one.");
            return;
        }

        foreach (var member in group.EnumerateObject())
        {
            if (string.IsNullOrWhiteSpace(member.Name))
            {
                Refuse(at, "A name is blank. Give each value a name.");
            }
            else if (TryText(member.Value, $"{at}/{Shown.Cut(member.Name)}", out var value))
            {
                _changes.Add(change(member.Name, value));
            }
        }
    }

    private bool TryText(JsonElement value, string at, out string? text)
    {
        text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        if (value.ValueKind is JsonValueKind.String or JsonValueKind.Null)
        {
            return true;
        }

        Refuse(at, $"The value is {Shown.Cut(value.GetRawText())}. Give a text, or null to remove it.");
        return false;
    }

    private void Refuse(string at, string detail) => _faults.Add(new ApiFault { At = at, Detail = detail });
}
