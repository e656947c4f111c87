using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Campaigns.AspNetCore.Uploads;

namespace Campaigns.AspNetCore.Suppressions;

/// <summary>Somebody who must not be contacted: a key or an address, on one channel or on all.</summary>
internal sealed class SuppressBody
{
    /// <summary>The key of the contact. Give this or the address.</summary>
    public string? ContactKey { get; set; }

    /// <summary>The address, in any form that enrollment accepts. Give this or the key.</summary>
    public string? Address { get; set; }

    /// <summary>The channel. Absent: all channels.</summary>
    public string? Channel { get; set; }

    /// <exception cref="InvalidRequestException">The entry would match nobody.</exception>
    internal Suppression ToSuppression(string tenant) =>
        ContactKey is null == Address is null ? throw RequestBody.Fault("", "Give either contactKey or address.")
        : Suppress.Make(tenant, ContactKey, Address, Channel, out var problem)
            ?? throw RequestBody.Fault(Address is null ? "/contactKey" : "/address", problem!);
}

/// <summary>An entry of a do-not-contact list.</summary>
internal sealed class SuppressionBody
{
    /// <summary>The key of the contact; absent for an address, and after an erasure.</summary>
    public string? ContactKey { get; set; }

    /// <summary>The address; absent for a key, and after an erasure.</summary>
    public string? Address { get; set; }

    /// <summary>The channel; absent for all channels.</summary>
    public string? Channel { get; set; }

    /// <summary>When the entry was added; absent if that is not known.</summary>
    public DateTimeOffset? AddedAt { get; set; }

    /// <summary>Why the entry was added.</summary>
    [JsonConverter(typeof(SnakeCase<SuppressionReason>))]
    public required SuppressionReason Reason { get; set; }

    internal static SuppressionBody Of(SuppressionEntry entry) => new()
    {
        ContactKey = entry.Person?.ContactKey,
        Address = entry.Person?.Address,
        Channel = entry.Channel,
        AddedAt = entry.AddedAt,
        Reason = entry.Reason,
    };
}

/// <summary>A person, by key, by addresses, or by both.</summary>
internal sealed class PersonBody
{
    /// <summary>The key of the contact. Absent: the person is known by addresses alone.</summary>
    public string? ContactKey { get; set; }

    /// <summary>Up to 100 addresses on any channel, in any form that enrollment accepts.</summary>
    public IReadOnlyList<string> Addresses { get; set; } = [];

    /// <summary>The cursor of the page before, where the answer has pages.</summary>
    public string? After { get; set; }

    /// <exception cref="InvalidRequestException">The body names nobody.</exception>
    internal PersonIdentity ToPerson(string tenant) => ContactKey is null && Addresses.Count == 0
        ? throw RequestBody.Fault("", "Give contactKey, addresses, or both.")
        : Addresses.Count > PersonIdentity.MaxAddresses
        ? throw RequestBody.Fault("/addresses", $"The list has {Addresses.Count} addresses. Give up to {PersonIdentity.MaxAddresses}.")
        : new PersonIdentity(tenant) { ContactKey = ContactKey, Addresses = Addresses };
}

/// <summary>The result of an import into a do-not-contact list.</summary>
internal sealed class SuppressionImportBody
{
    /// <summary>The number of rows that were read. Blank rows do not count.</summary>
    public long Rows { get; set; }

    /// <summary>The number of entries that are new.</summary>
    public long Added { get; set; }

    /// <summary>The number of entries that the list had already.</summary>
    public long Known { get; set; }

    /// <summary>The number of rows that were refused.</summary>
    public long Invalid { get; set; }

    /// <summary>How the list was read.</summary>
    public ReadAs? ReadAs { get; set; }

    /// <summary>The first 1,000 refused rows.</summary>
    public List<UploadError> Errors { get; set; } = [];

    /// <summary>The number of refused rows that are not in <see cref="Errors"/>.</summary>
    public long ErrorsLeftOut { get; set; }
}

/// <summary>Makes entries, and says why one cannot be made.</summary>
internal static class Suppress
{
    public static Suppression? Make(string tenant, string? key, string? address, string? channel, out string? problem)
    {
        problem = null;
        try
        {
            return (key, channel) switch
            {
                (not null, null) => Suppression.OfContact(tenant, key),
                (not null, _) => Suppression.OfContact(tenant, key, channel),
                (_, null) => Suppression.OfAddress(tenant, address!),
                _ => Suppression.OfAddress(tenant, address!, channel),
            };
        }
        catch (ArgumentException error)
        {
            problem = error.Message.Split(" (Parameter", 2)[0];
            return null;
        }
    }
}

[JsonSerializable(typeof(SuppressBody))]
[JsonSerializable(typeof(SuppressionBody))]
[JsonSerializable(typeof(ItemsBody<SuppressionBody>), TypeInfoPropertyName = "SuppressionList")]
[JsonSerializable(typeof(PersonBody))]
[JsonSerializable(typeof(SuppressionImportBody))]
internal sealed partial class SuppressionJson : JsonSerializerContext;
