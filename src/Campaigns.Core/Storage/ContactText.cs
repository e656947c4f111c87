namespace Campaigns.Storage;

/// <summary>Selects contacts by a text that begins their key, or that equals one of their addresses.</summary>
/// <param name="KeyStart">The beginning of the key, compared ordinally.</param>
/// <param name="Address">The address in the form that contacts keep it. Null: the text is no address.</param>
public sealed record ContactText(string KeyStart, string? Address)
{
    /// <summary>Reads a text.</summary>
    /// <param name="text">The text. A phone number or an e-mail address may have any spelling.</param>
    public static ContactText Of(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        var trimmed = Unseen.Trim(text);
        return new ContactText(trimmed, Addresses.ReadAny(trimmed, out var address) is null ? address : null);
    }

    /// <summary>Whether the text selects a contact.</summary>
    /// <param name="contact">The contact.</param>
    public bool Matches(Contact contact)
    {
        ArgumentNullException.ThrowIfNull(contact);
        return contact.Key.StartsWith(KeyStart, StringComparison.Ordinal)
            || (Address is not null && (contact.Phone.Reveal() == Address || contact.Addresses.Values.Contains(Address)));
    }

    /// <summary>Returns no personal data.</summary>
    public override string ToString() => $"a text of {KeyStart.Length} characters";
}
