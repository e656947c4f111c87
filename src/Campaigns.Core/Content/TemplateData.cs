namespace Campaigns;

/// <summary>
/// The values available to a template, under four roots. A variable is written root, dot, name, such as <c>contact.first_name</c>. A blank
/// value counts as missing everywhere, because a message with a gap in it is broken.
/// </summary>
public sealed class TemplateData
{
    /// <summary>Combines the values for a template.</summary>
    /// <param name="contact">The contact.</param>
    /// <param name="campaign">The values of the campaign.</param>
    /// <param name="tenant">The values of the tenant.</param>
    public TemplateData(Contact contact, IReadOnlyDictionary<string, string> campaign, IReadOnlyDictionary<string, string> tenant)
        : this(contact, Fields.Of(campaign), Fields.Of(tenant))
    {
    }

    internal TemplateData(Contact contact, Fields campaign, Fields tenant)
    {
        ArgumentNullException.ThrowIfNull(contact);
        Contact = new ContactFields(contact, isCompany: false);
        Company = new ContactFields(contact, isCompany: true);
        Campaign = campaign;
        Tenant = tenant;
    }

    /// <summary><c>contact.…</c>: the contact's <see cref="Contact.Data"/>, and its <c>key</c>.</summary>
    public IReadOnlyDictionary<string, string> Contact { get; }

    /// <summary><c>company.…</c>: the contact's data whose names begin with <c>company.</c>, without that prefix.</summary>
    public IReadOnlyDictionary<string, string> Company { get; }

    /// <summary><c>campaign.…</c>: <see cref="CampaignDefinition.Data"/>, and the campaign's <c>name</c>.</summary>
    public IReadOnlyDictionary<string, string> Campaign { get; }

    /// <summary><c>tenant.…</c>: <see cref="TenantSettings.Data"/>, and the tenant's <c>name</c>.</summary>
    public IReadOnlyDictionary<string, string> Tenant { get; }

    /// <summary>The value of a variable; null if it is missing or blank.</summary>
    /// <param name="variable">The whole name, such as <c>contact.first_name</c>.</param>
    public string? Find(string variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var dot = variable.IndexOf('.', StringComparison.Ordinal);
        var root = dot < 0 ? null : variable[..dot] switch
        {
            "contact" => Contact,
            "company" => Company,
            "campaign" => Campaign,
            "tenant" => Tenant,
            _ => null,
        };
        return root is not null && root.TryGetValue(variable[(dot + 1)..], out var value) ? value : null;
    }

    /// <summary>A fixed text, because the values are personal data.</summary>
    public override string ToString() => "template data";
}
