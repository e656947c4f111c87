using System.Globalization;

namespace Campaigns;

/// <summary>
/// Normalizes every address. Contacts, do-not-contact entries, events and store rows get their addresses normalized here, so that two
/// spellings of one address count as one person.
/// </summary>
/// <remarks>
/// Phone channels: E.164 (<see cref="PhoneReader"/>). E-mail: lower case, without a display name (<see cref="EmailReader"/>). Any other
/// channel: without surrounding white space and invisible marks. On such a channel, a phone number with a plus sign or an e-mail address
/// takes the form of its own channel.
/// </remarks>
internal static class Addresses
{
    /// <summary>The longest address on a custom channel.</summary>
    public const int Longest = 1_000;

    private const int FewestDigits = 5;

    /// <summary>Reads an address on a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="text">The address as written.</param>
    /// <param name="address">The normalized address; empty if the text cannot be read.</param>
    /// <returns>Why the text cannot be read, without the address; null if it can.</returns>
    public static string? Read(string channel, string text, out string address)
    {
        if (Channels.UsesPhone(channel))
        {
            var isNumber = PhoneNumber.TryParse(text, out var number, out var problem);
            address = isNumber ? number.Reveal() : "";
            return problem;
        }

        return channel == Channels.Email ? EmailReader.Read(text, out address) : ReadOther(text, out address);
    }

    /// <summary>
    /// Reads an address whose channel is unknown. A text that looks like a phone number or an e-mail address must be a valid one.
    /// </summary>
    /// <param name="text">The address as written.</param>
    /// <param name="address">The normalized address; empty if the text cannot be read.</param>
    /// <returns>Why the text cannot be read, without the address; null if it can.</returns>
    public static string? ReadAny(string text, out string address)
    {
        const string Otherwise = "give the channel if it is another kind of address";
        if (IsMeantAsPhone(text))
        {
            return Read(Channels.Voice, text, out address) is { } problem ? $"{problem}; {Otherwise}" : null;
        }

        if (Unseen.Trim(text).IndexOf('@') > 0)
        {
            return EmailReader.Read(text, out address) is { } problem ? $"{problem}; {Otherwise}" : null;
        }

        return ReadOther(text, out address);
    }

    /// <summary>Normalizes the addresses of a contact. Unreadable addresses are removed, so that they reach nobody.</summary>
    /// <param name="pairs">Channel before address; null for none.</param>
    /// <param name="unread">The removed pairs, channel before address, as written; null for none.</param>
    /// <returns>The first problem; null for none.</returns>
    public static string? Normalize(ref string[]? pairs, out string[]? unread)
    {
        string? problem = null;
        var kept = 0;
        unread = null;
        for (var i = 0; i < pairs?.Length; i += 2)
        {
            var (channel, text) = (Unseen.Trim(pairs[i]), pairs[i + 1]);
            if (text is null || Unseen.Trim(text).Length == 0)
            {
                continue; // an empty column of a list
            }

            if (Read(channel, text, out var address) is { } wrong)
            {
                problem ??= wrong;
                unread = [.. unread ?? [], pairs[i], text];
                continue;
            }

            problem ??= Pairs.Find(pairs[..kept], channel) is null
                ? null
                : $"there are two addresses on the channel {Redaction.Mask(channel)}; give one";
            (pairs[kept], pairs[kept + 1]) = (channel.Length == pairs[i].Length ? pairs[i] : channel, address);
            kept += 2;
        }

        pairs = kept == 0 ? null : kept == pairs!.Length ? pairs : pairs[..kept];
        return problem;
    }

    private static string? ReadOther(string text, out string address)
    {
        address = Unseen.Trim(text);
        var problem = address.Length == 0 ? "the address is empty"
            : address.Length > Longest ? string.Create(
                CultureInfo.InvariantCulture, $"the address has {address.Length} characters; use up to {Longest}")
            : Unseen.Find(address) is { } unseen ? $"the address holds {unseen}; write it without"
            : null;
        if (problem is not null)
        {
            address = "";
        }
        else if (address[0] is '+' or '\uFF0B' && PhoneNumber.TryParse(address, out var number, out _))
        {
            address = number.Reveal();
        }
        else if (address.Contains('@') && EmailReader.Read(address, out var email) is null)
        {
            address = email;
        }

        return problem;
    }

    private static bool IsMeantAsPhone(string text)
    {
        var (digits, letters) = (0, 0);
        foreach (var c in text)
        {
            digits += CharUnicodeInfo.GetDecimalDigitValue(c) >= 0 ? 1 : 0;
            letters += char.IsLetter(c) ? 1 : 0;
        }

        var first = Unseen.Trim(text).AsSpan().TrimStart("'\"( ");
        return !text.Contains('@')
            && ((digits >= FewestDigits && digits > letters) || first.StartsWith("tel:", StringComparison.OrdinalIgnoreCase)
                || (first.Length > 0 && first[0] is '+' or '\uFF0B'));
    }
}
