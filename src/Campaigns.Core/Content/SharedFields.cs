namespace Campaigns;

/// <summary>The template values of a tenant. The scheduler changes them; senders read them.</summary>
internal sealed class TenantFields(string name)
{
    private volatile Fields _values = Fields.Of(null, name);

    public Fields Values => _values;

    public void Change(IReadOnlyDictionary<string, string> data) => _values = Fields.Of(data, name);
}

/// <summary>The template values of a campaign and its tenant, shared by all contacts.</summary>
internal sealed class SharedFields(CampaignDefinition definition, TenantFields tenant)
{
    private readonly Fields _campaign = Fields.Of(definition.Data, definition.Name);

    public TemplateData With(Contact contact) => new(contact, _campaign, tenant.Values);
}
