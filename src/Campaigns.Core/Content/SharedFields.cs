namespace Campaigns;

/// <summary>What templates know of a tenant: changed by the scheduler, read by the senders.</summary>
internal sealed class TenantFields(string name)
{
    private volatile Fields _values = Fields.Of(null, name);

    public Fields Values => _values;

    public void Change(IReadOnlyDictionary<string, string> data) => _values = Fields.Of(data, name);
}

/// <summary>What the templates of a campaign look at besides the contact.</summary>
internal sealed class SharedFields(CampaignDefinition definition, TenantFields tenant)
{
    private readonly Fields _campaign = Fields.Of(definition.Data, definition.Name);

    public TemplateData With(Contact contact) => new(contact, _campaign, tenant.Values);
}
