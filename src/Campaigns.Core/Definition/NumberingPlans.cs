using System.Diagnostics.CodeAnalysis;

namespace Campaigns;

/// <summary>
/// Knows how phone numbers are made up in each country. Given in <see cref="CampaignsOptions.NumberingPlans"/>; the package
/// Campaigns.PhoneNumbers has one.
/// </summary>
/// <remarks>Used by several threads at once.</remarks>
public interface INumberingPlans
{
    /// <summary>
    /// Reads a number as people write it, inside its country too, and checks that a number of its country can be so long.
    /// </summary>
    /// <param name="text">The number.</param>
    /// <param name="region">Where it is dialed as it is written, as an ISO 3166-1 code such as GB; null for the default region, if there is
    /// one.</param>
    /// <param name="number">The number, if it is one.</param>
    /// <param name="problem">Otherwise what is wrong with it, in words that follow "the row is refused because", without a digit of the
    /// number.</param>
    bool TryParse(string? text, string? region, out PhoneNumber number, [NotNullWhen(false)] out string? problem);

    /// <summary>What kind of number this is.</summary>
    /// <param name="number">The number.</param>
    PhoneNumberKind KindOf(PhoneNumber number);
}

/// <summary>What a phone number is for.</summary>
public enum PhoneNumberKind
{
    /// <summary>Not known: the number is in no range that is in use.</summary>
    Unknown,

    /// <summary>A landline.</summary>
    FixedLine,

    /// <summary>A mobile phone.</summary>
    Mobile,

    /// <summary>A landline or a mobile phone: in some countries, the United States among them, the number does not tell.</summary>
    FixedLineOrMobile,

    /// <summary>Free for whoever calls.</summary>
    TollFree,

    /// <summary>Dearer than others for whoever calls.</summary>
    PremiumRate,

    /// <summary>Paid for by both sides.</summary>
    SharedCost,

    /// <summary>A phone on the internet.</summary>
    Voip,

    /// <summary>A number that belongs to a person and leads to whatever phone they choose.</summary>
    Personal,

    /// <summary>A pager.</summary>
    Pager,

    /// <summary>A company's number, whichever of its offices answers.</summary>
    Company,

    /// <summary>A mailbox.</summary>
    Voicemail,
}

/// <summary>Reads the numbers of contacts that are enrolled, and of people on lists, where the host has given the plans to do so.</summary>
internal sealed class NumberReader(INumberingPlans? plans, HostFaults faults)
{
    /// <summary>Reads what could not be read without the plans, and checks what could.</summary>
    /// <param name="contact">The contact; another one with the same numbers in E.164 form, if they were written otherwise.</param>
    /// <returns>What is wrong with one of the numbers; null for nothing.</returns>
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
    /// The same person, with the number that enrollment would store for them: the plans may find digits in it that are dialed inside its
    /// country only.
    /// </summary>
    /// <param name="person">The person.</param>
    /// <param name="problem">Why enrollment would refuse the number, so that nobody is known by it; null when it would not.</param>
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
