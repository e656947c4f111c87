using System.Text.Json;

namespace Campaigns;

/// <content>What is left of a contact after its erasure.</content>
public sealed partial class Contact
{
    internal const string ErasedPrefix = "erased:";

    /// <summary>Whether the person was erased. The key is a placeholder then, and there is no address, zone or data.</summary>
    public bool IsErased => Key.StartsWith(ErasedPrefix, StringComparison.Ordinal);

    /// <summary>
    /// Returns what is left of a contact after an erasure: the placeholder key, and the contact's own protocol without its contents. For
    /// stores.
    /// </summary>
    /// <param name="job">The id of the contact's job, from which the placeholder is made.</param>
    public Contact Erase(long job)
    {
        var left = new Contact(ErasedKey(job));
        return OwnProtocol is not { Length: > 0 } own ? left : left.WithProtocolJson(WithoutContents(own));
    }

    /// <summary>Returns the key that stands for an erased contact. It comes from the job, not from the person.</summary>
    /// <param name="job">The id of the contact's job; 0 if it is unknown.</param>
    internal static string ErasedKey(long job) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{ErasedPrefix}{job}");

    private static string WithoutContents(byte[] protocol)
    {
        try
        {
            var read = DefinitionJson.ReadProtocol(protocol);
            return DefinitionJson.Write(read with { Steps = [.. read.Steps.Select(WithoutContent)] });
        }
        catch (JsonException)
        {
            return "{\"Steps\":[]}"; // of a newer version
        }
    }

    private static CampaignStep WithoutContent(CampaignStep step) =>
        step is ContactStep contact ? contact with { Content = null, Subject = null, IsTemplate = false } : step;
}
