using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Campaigns.Orleans.Client.Wire;

/// <summary>A converter that writes a type as another one.</summary>
internal interface IPlainJson
{
    JsonTypeInfo Plain { get; }
}

/// <summary>Writes a type as another one that is plain data.</summary>
internal abstract class PlainJson<T, TPlain> : JsonConverter<T>, IPlainJson
{
    public JsonTypeInfo Plain => TypeInfo;

    public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Restore(JsonSerializer.Deserialize(ref reader, TypeInfo)!);

    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, Reduce(value), TypeInfo);

    protected abstract JsonTypeInfo<TPlain> TypeInfo { get; }

    protected abstract TPlain Reduce(T value);

    protected abstract T Restore(TPlain plain);
}

/// <summary>
/// A contact as it was given, with values that cannot be read, so that the shard refuses it for the same reason as one engine does. The
/// problem is that of a protocol of its own that is not valid.
/// </summary>
internal sealed record PlainContact(
    string Key, string? Phone, string? Zone, Dictionary<string, string>? Addresses, Dictionary<string, string>? Data, string? Protocol,
    string? Problem);

internal sealed class ContactJson : PlainJson<Contact, PlainContact>
{
    protected override JsonTypeInfo<PlainContact> TypeInfo => PlainJsonContext.Texts.PlainContact;

    protected override PlainContact Reduce(Contact value)
    {
        var (addresses, data) = (value.GivenAddresses(), value.Data);
        return new(
            value.Key,
            value.UnreadPhone ?? (value.Phone.IsEmpty ? null : value.Phone.Reveal()),
            value.Zone,
            addresses.Count == 0 ? null : addresses,
            data.Count == 0 ? null : data.ToDictionary(),
            value.ProtocolJson,
            value.OwnProtocol is { Length: 0 } ? value.Problem : null);
    }

    protected override Contact Restore(PlainContact plain)
    {
        var contact = new Contact(plain.Key, plain.Phone, plain.Zone, plain.Addresses, plain.Data);
        return plain.Protocol switch
        {
            null => contact,
            "" => new Contact(contact, [], plain.Problem),
            var protocol => contact.WithProtocolJson(protocol),
        };
    }
}

internal sealed record PlainPerson(string Tenant, string? Key, string? Channel, string? Address);

internal sealed class SuppressionJson : PlainJson<Suppression, PlainPerson>
{
    protected override JsonTypeInfo<PlainPerson> TypeInfo => PlainJsonContext.Texts.PlainPerson;

    protected override PlainPerson Reduce(Suppression value) => Of(value);

    protected override Suppression Restore(PlainPerson plain) => To(plain);

    public static PlainPerson Of(Suppression value) => new(value.Tenant, value.ContactKey, value.Channel, value.Address);

    public static Suppression To(PlainPerson plain) => Suppression.Restore(plain.Tenant, plain.Key, plain.Channel, plain.Address);
}

internal sealed record PlainContactEvent(
    PlainPerson Person, string Name, CampaignId? Campaign, DateTimeOffset? OccurredAt, string? Id);

internal sealed class ContactEventJson : PlainJson<ContactEvent, PlainContactEvent>
{
    protected override JsonTypeInfo<PlainContactEvent> TypeInfo => PlainJsonContext.Texts.PlainContactEvent;

    protected override PlainContactEvent Reduce(ContactEvent value) =>
        new(SuppressionJson.Of(value.Person), value.Name, value.Campaign, value.OccurredAt, value.Id);

    protected override ContactEvent Restore(PlainContactEvent plain) =>
        ContactEvent.Of(SuppressionJson.To(plain.Person), plain.Name, plain.Campaign, plain.OccurredAt) with { Id = plain.Id };
}

internal sealed record PlainChangeFilter(string? Tenant, CampaignId? Campaign, ChangeKinds Kinds);

internal sealed class ChangeFilterJson : PlainJson<ChangeFilter, PlainChangeFilter>
{
    protected override JsonTypeInfo<PlainChangeFilter> TypeInfo => PlainJsonContext.Texts.PlainChangeFilter;

    protected override PlainChangeFilter Reduce(ChangeFilter value) => new(value.Tenant, value.Campaign, value.Kinds);

    protected override ChangeFilter Restore(PlainChangeFilter plain)
    {
        var filter = plain.Tenant is { } tenant ? ChangeFilter.OfTenant(tenant)
            : plain.Campaign is { } campaign ? ChangeFilter.OfCampaign(campaign)
            : ChangeFilter.All;
        return filter.Kinds == plain.Kinds ? filter : filter.Only(plain.Kinds);
    }
}

/// <summary>Definitions travel as stores keep them.</summary>
internal sealed class DefinitionConverter : PlainJson<CampaignDefinition, CampaignDefinition>
{
    protected override JsonTypeInfo<CampaignDefinition> TypeInfo => DefinitionJsonContext.Default.CampaignDefinition;

    protected override CampaignDefinition Reduce(CampaignDefinition value) => value;

    protected override CampaignDefinition Restore(CampaignDefinition plain) => plain;
}

internal sealed class ProtocolConverter : PlainJson<ContactProtocol, ContactProtocol>
{
    protected override JsonTypeInfo<ContactProtocol> TypeInfo => DefinitionJsonContext.Default.ContactProtocol;

    protected override ContactProtocol Reduce(ContactProtocol value) => value;

    protected override ContactProtocol Restore(ContactProtocol plain) => plain;
}

internal sealed class StepConverter : PlainJson<ContactStep, CampaignStep>
{
    protected override JsonTypeInfo<CampaignStep> TypeInfo => DefinitionJsonContext.Default.CampaignStep;

    protected override CampaignStep Reduce(ContactStep value) => value;

    protected override ContactStep Restore(CampaignStep plain) => (ContactStep)plain;
}

[JsonSerializable(typeof(PlainContact))]
[JsonSerializable(typeof(PlainContactEvent))]
[JsonSerializable(typeof(PlainChangeFilter))]
internal sealed partial class PlainJsonContext : JsonSerializerContext
{
    /// <summary>The context that keeps every text as it is.</summary>
    public static PlainJsonContext Texts { get; } = new(new JsonSerializerOptions { Converters = { new TextJson() } });
}
