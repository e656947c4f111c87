namespace Campaigns;

/// <summary>
/// Finds the channel of a step or an attempt. An attempt has the channel of its provider, or of its step if the provider is no longer
/// registered.
/// </summary>
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
