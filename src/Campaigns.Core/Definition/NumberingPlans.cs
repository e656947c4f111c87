using System.Diagnostics.CodeAnalysis;

namespace Campaigns;

/// <summary>
/// Knows the phone number formats of each country. Set it in <see cref="CampaignsOptions.NumberingPlans"/>. The package
/// Campaigns.PhoneNumbers provides an implementation.
/// </summary>
/// <remarks>Several threads call the methods concurrently.</remarks>
public interface INumberingPlans
{
    /// <summary>
    /// Parses a number as people write it, including national formats, and checks that its length is valid in its country.
    /// </summary>
    /// <param name="text">The number.</param>
    /// <param name="region">
    /// The region whose national format the number may have, as an ISO 3166-1 code such as GB. Null: the default region, if any.
    /// </param>
    /// <param name="number">The parsed number if the method returns true.</param>
    /// <param name="problem">
    /// The problem if the method returns false, worded to follow "the row is refused because", without any digit of the number.
    /// </param>
    /// <returns>Whether the number is valid.</returns>
    bool TryParse(string? text, string? region, out PhoneNumber number, [NotNullWhen(false)] out string? problem);

    /// <summary>Returns the kind of a number.</summary>
    /// <param name="number">The number.</param>
    PhoneNumberKind KindOf(PhoneNumber number);
}

/// <summary>The kind of a phone number.</summary>
public enum PhoneNumberKind
{
    /// <summary>Unknown: the number is in no assigned range.</summary>
    Unknown,

    /// <summary>A landline.</summary>
    FixedLine,

    /// <summary>A mobile phone.</summary>
    Mobile,

    /// <summary>A landline or a mobile phone. In some countries, such as the United States, the number does not distinguish them.</summary>
    FixedLineOrMobile,

    /// <summary>Free for the caller.</summary>
    TollFree,

    /// <summary>More expensive than normal numbers for the caller.</summary>
    PremiumRate,

    /// <summary>Caller and owner share the cost.</summary>
    SharedCost,

    /// <summary>An internet phone.</summary>
    Voip,

    /// <summary>A personal number, which reaches its owner on any phone that the owner chooses.</summary>
    Personal,

    /// <summary>A pager.</summary>
    Pager,

    /// <summary>A company number, which may reach any of its offices.</summary>
    Company,

    /// <summary>A voicemail box.</summary>
    Voicemail,
}

/// <summary>Parses the phone numbers of enrolled contacts and of do-not-contact entries, if the host has set numbering plans.</summary>
internal sealed class NumberReader(INumberingPlans? plans, HostFaults faults)
{
    /// <summary>Parses numbers that need the numbering plans, and checks all other numbers.</summary>
    /// <param name="contact">The contact. Replaced by a copy with E.164 numbers if its numbers were written differently.</param>
    /// <returns>The problem with one of the numbers. Null for none.</returns>
    public string? Read(ref Contact contact)
    {
        if (plans is null || contact is null)
        {
            return null;
        }

        var isNew = false;
        var written = contact.UnreadPhone ?? (contact.Phone.IsEmpty ? null : contact.Phone.Reveal());
        var problem = written is null ? null : Read(ref written, ref isNew);
        var addresses = contact.GivenAddresses();
        foreach (var (channel, address) in addresses.ToList())
        {
            if (problem is null && Channels.UsesPhone(Unseen.Trim(channel)))
            {
                var number = address;
                problem = Read(ref number, ref isNew);
                addresses[channel] = number;
            }
        }

        if (problem is null && isNew)
        {
            var (old, key) = (contact, contact.Key.Length == 0 ? null : contact.Key);
            contact = new Contact(key, written, old.Zone, addresses, old.Data);
            contact = old.ProtocolJson is { } protocol ? contact.WithProtocolJson(protocol) : contact;
        }

        return problem;
    }

    /// <summary>
    /// Returns the entry with the number that enrollment would store. The plans may remove digits that are only dialed inside the country.
    /// </summary>
    /// <param name="person">The person.</param>
    /// <param name="problem">Why enrollment would refuse the number, so that it matches nobody. Null if enrollment would accept it.</param>
    public Suppression Read(Suppression person, out string? problem)
    {
        problem = null;
        var isNumber = person.Address is ['+', ..] && (person.Channel is null || Channels.UsesPhone(person.Channel));
        if (plans is null || !isNumber)
        {
            return person;
        }

        var (number, isNew) = (person.Address!, false);
        problem = Read(ref number, ref isNew);
        return problem is null && isNew ? Suppression.OfCanonical(person.Tenant, number, person.Channel) : person;
    }

    private string? Read(ref string text, ref bool isNew)
    {
        if (text.Length > TextLimits.Short)
        {
            return $"the phone number has {text.Length} characters; use up to {TextLimits.Short}";
        }

        try
        {
            if (!plans!.TryParse(text, null, out var number, out var problem))
            {
                return TextLimits.Show(problem ?? "the phone number cannot be read");
            }

            var read = number.Reveal();
            isNew |= read != text;
            text = read;
            return number.IsEmpty ? "the phone number cannot be read" : null;
        }
        catch (Exception error)
        {
            faults.Note(HostCode.NumberingPlans, error);
            return $"the phone number cannot be read: {error.GetType().Name}";
        }
    }
}
