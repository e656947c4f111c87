namespace Campaigns.Export;

/// <summary>Knows on which channel an attempt was sent: its provider's, or for one that is registered no more its step's.</summary>
internal sealed class AttemptChannels(Plan[] versions, IReadOnlyDictionary<string, string> providers)
{
    public string? Of(Contact contact, int version, int step, string? provider)
    {
        if (provider is not null && providers.TryGetValue(provider, out var channel))
        {
            return channel;
        }

        var plan = version >= 0 ? versions[Math.Min(version, versions.Length - 1)] : new Plan(DefinitionJson.ReadProtocol(contact.OwnProtocol));
        return plan.IsContact(step) ? plan.Contact(step).Channel : null;
    }
}
