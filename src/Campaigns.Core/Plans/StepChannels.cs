namespace Campaigns;

/// <summary>Knows the channel of a step, and of an attempt: its provider's, or its step's if the provider is registered no more.</summary>
internal sealed class StepChannels(Plan[] versions, IReadOnlyDictionary<string, string> providers)
{
    public string? Of(Contact contact, int version, int step, string? provider)
    {
        if (provider is not null && providers.TryGetValue(provider, out var channel))
        {
            return channel;
        }

        var plan =
            version >= 0 ? versions[Math.Min(version, versions.Length - 1)] : new Plan(DefinitionJson.ReadProtocol(contact.OwnProtocol));
        return plan.IsContact(step) ? plan.Contact(step).Channel : null;
    }
}
